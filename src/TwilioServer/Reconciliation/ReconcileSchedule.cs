using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Jobs;
using TwilioServer.Storage;

namespace TwilioServer.Reconciliation;

/// <summary>
/// The job that reconciles. Its key is unique, so all processes together run one at a time; each run ends by
/// scheduling the next.
/// </summary>
/// <param name="outageEnd">
/// Done when the next outage of the database is over: what Twilio could not deliver meanwhile is looked for at once.
/// </param>
public sealed class ReconcileSchedule(
    NpgsqlDataSource dataSource,
    TimeSpan every,
    Func<Task> outageEnd,
    TimeProvider time,
    ILogger<ReconcileSchedule> logger
)
{
    public const string JobKind = "accounts.reconcile";

    /// <summary>Twilio may be away for long: what it has meanwhile is looked for whenever it is back.</summary>
    public static readonly RetryClass Retry = new(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>Somebody may have canceled the run that would have scheduled the next: it is begun anew after this time.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Lets a run begin as soon as the database is ready, and sees to it that there always is a next one.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; it is tried until it is back.")]
    public async Task RunAsync(Task databaseReady, CancellationToken cancellation)
    {
        var outage = new OutageLog(logger, "Scheduling the reconciliation");
        var after = TimeSpan.Zero;
        await databaseReady.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested)
        {
            var wait = Pause;
            var ended = outageEnd();
            try
            {
                await BeginAsync(after, cancellation);
                outage.Succeeded();
                (after, wait) = (every, LookAgain);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                outage.Failed(e);
            }
            if (await Task.WhenAny(ended, Task.Delay(wait, time, cancellation)) == ended)
                after = TimeSpan.Zero;
        }
    }

    /// <summary>Lets a run begin after a time, or earlier if one waits already.</summary>
    public Task BeginAsync(TimeSpan after, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return ExecuteAsync(
            "Reconciliation/begin-schedule",
            [JobKind, now + after, Retry.MaxAttempts, now],
            cancellation
        );
    }

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
