using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.RateLimits;

/// <summary>What really was sent: the attempts, each committed before its first byte. No bucket knows better.</summary>
public sealed class SentMessages(NpgsqlDataSource dataSource, SendWindow window)
{
    /// <summary>When a tenant's messages left within the window, the newest first, no more than the limit.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> WithinAsync(
        Guid tenantId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("RateLimits/read-sent"));
        command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        command.Parameters.Add(new NpgsqlParameter { Value = now - window.Span });
        command.Parameters.Add(new NpgsqlParameter { Value = window.Limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var sent = new List<DateTimeOffset>();
        while (await reader.ReadAsync(cancellation))
            sent.Add(reader.GetFieldValue<DateTimeOffset>(0));
        return sent;
    }
}
