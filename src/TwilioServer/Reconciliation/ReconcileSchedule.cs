using Npgsql;
using TwilioServer.Jobs;
using TwilioServer.Storage;

namespace TwilioServer.Reconciliation;

/// <summary>
/// The job that reconciles. Its key is unique, so all processes together run one at a time; each run ends by
/// scheduling the next.
/// </summary>
public sealed class ReconcileSchedule(NpgsqlDataSource dataSource, TimeSpan every, TimeProvider time)
{
    public const string JobKind = "accounts.reconcile";

    /// <summary>Twilio may be away for long: what it has meanwhile is looked for whenever it is back.</summary>
    private const int MaxAttempts = int.MaxValue;

    /// <summary>Lets a run begin at once, whether or not one waits already: this process has just started.</summary>
    public Task BeginAsync(CancellationToken cancellation) =>
        ExecuteAsync("Reconciliation/begin-schedule", [JobKind, time.GetUtcNow(), MaxAttempts], cancellation);

    /// <summary>Ends a run and schedules the next, together; neither when the run was given to another process.</summary>
    public Task ContinueAsync(Job job, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return ExecuteAsync(
            "Reconciliation/continue-schedule",
            [job.JobId, job.NodeId, job.Attempt, now, now + every],
            cancellation
        );
    }

    private async Task ExecuteAsync(string sqlName, object[] parameters, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load(sqlName));
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
