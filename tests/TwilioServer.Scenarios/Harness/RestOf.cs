using System.Data.Common;
using Dapper;

namespace TwilioServer.Scenarios.Harness;

/// <summary>The moment at which nothing of a tenant's is under way.</summary>
internal sealed class RestOf(Stack stack, Guid tenantId)
{
    public async Task IsReachedAsync()
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        long before;
        do
        {
            before = await EndedJobsAsync(connection);
            await stack.Emulator.SettleAsync();
            await JobsAreDoneAsync(connection);
            // What a job did meanwhile may have led to further webhooks.
        } while (await EndedJobsAsync(connection) != before);
    }

    private Task<long> EndedJobsAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM twilio_server.jobs WHERE tenant_id = @tenantId AND finished_at IS NOT NULL",
            new { tenantId }
        );

    /// <summary>Waits until none of the business's jobs is due, running or to be tried again.</summary>
    private async Task JobsAreDoneAsync(DbConnection connection)
    {
        for (var attempt = 0; ; attempt++)
        {
            var open = await connection.ExecuteScalarAsync<string?>(
                """
                SELECT string_agg(concat_ws(' ', kind, state, run_at, last_error), '; ') FROM twilio_server.jobs
                WHERE tenant_id = @tenantId AND finished_at IS NULL
                    AND (run_at < now() + interval '1 minute' OR last_error IS NOT NULL)
                """,
                new { tenantId }
            );
            if (open is null)
                return;
            Assert.True(attempt < 3000, $"Jobs of the business are not done: {open}");
            await Task.Delay(20);
        }
    }
}
