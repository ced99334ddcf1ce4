using TwilioServer.Jobs;

namespace TwilioServer.Reconciliation;

/// <summary>Reconciles every account, one after the other, and schedules the next run.</summary>
/// <param name="accounts">The accounts as they are when a run begins.</param>
internal sealed class ReconcileHandler(
    Func<IReadOnlyList<ReconciledAccount>> accounts,
    Reconciler reconciler,
    ReconcileSchedule schedule
) : IJobHandler
{
    public string Kind => ReconcileSchedule.JobKind;

    public int Concurrency => 1;

    public RetryClass Retry => ReconcileSchedule.Retry;

    /// <exception cref="AggregateException">Some lists could not be read; all others were.</exception>
    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        foreach (var account in accounts())
            failures.AddRange(await reconciler.RunAsync(account, cancellation));
        if (failures.Count > 0)
            throw new AggregateException(failures);
        await schedule.ContinueAsync(job, CancellationToken.None);
        return JobResult.EndedByEvent;
    }
}
