using System.Diagnostics.CodeAnalysis;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// Claims due jobs as long as there is room, runs them, and sleeps until something is due, announced or finished.
/// </summary>
public sealed partial class JobRunner(
    JobStore store,
    NodeSession node,
    IReadOnlyList<IJobHandler> handlers,
    JobSettings settings,
    Ambient ambient,
    ILogger<JobRunner> logger
)
{
    /// <summary>Jobs of a process that died are looked for this often; announcements that were lost, too.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(500);

    /// <summary>What is due and was not given to us is being claimed by another process, or this node was called dead.</summary>
    private static readonly TimeSpan ClaimedElsewhere = TimeSpan.FromMilliseconds(10);

    private readonly OutageLog _outage = new(logger, "The job table");
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Dictionary<string, int> _running = handlers.ToDictionary(
        h => h.Kind,
        _ => 0,
        StringComparer.Ordinal
    );
    private readonly string[] _kinds = [.. handlers.Select(handler => handler.Kind)];
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _tasks = [];

    /// <summary>Says that jobs may be due.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    /// <summary>Runs jobs until cancelled, then waits for those that are under way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await node.Registered.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var rescue = RescueAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
            await TurnAsync(cancellation);
        await rescue;
        await Task.WhenAll(Tasks());
    }

    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the runner stays.")]
    private async Task TurnAsync(CancellationToken cancellation)
    {
        try
        {
            var free = FreeSlots();
            var claimed = free.Sum() == 0 ? [] : await store.ClaimAsync(node.NodeId, _kinds, free, cancellation);
            _outage.Succeeded();
            if (claimed.Count > 0)
                CrashPoints.Reach(CrashPoints.JobAfterClaim);
            foreach (var job in claimed)
                Start(job, cancellation);
            if (claimed.Count == 0)
                await _wake.WaitAsync(await SleepAsync(cancellation), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        catch (Exception e)
        {
            _outage.Failed(e);
            await Task.Delay(LongestSleep, ambient.Time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Until something can run: due work of a kind without room waits for a job to finish, which wakes.</summary>
    private async Task<TimeSpan> SleepAsync(CancellationToken cancellation)
    {
        var free = FreeSlots();
        string[] withRoom = [.. _kinds.Where((_, i) => free[i] > 0)];
        if (withRoom.Length == 0 || await store.NextDueAsync(withRoom, cancellation) is not { } due)
            return LongestSleep;
        var sleep = due - ambient.Time.GetUtcNow();
        if (sleep <= TimeSpan.Zero)
            return ClaimedElsewhere;
        return sleep < LongestSleep ? sleep + TimeSpan.FromMilliseconds(1) : LongestSleep;
    }

    private int[] FreeSlots()
    {
        lock (_lock)
        {
            var left = settings.Concurrency - _tasks.Count;
            var free = new int[_kinds.Length];
            for (var i = 0; i < free.Length; i++)
            {
                free[i] = Math.Clamp(handlers[i].Concurrency - _running[_kinds[i]], 0, left);
                left -= free[i];
            }
            return free;
        }
    }

    private void Start(Job job, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _running[job.Kind]++;
            var task = Task.Run(() => RunAsync(job, cancellation), CancellationToken.None);
            _tasks.Add(task);
            _ = task.ContinueWith(
                finished => Finish(job, finished),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    private void Finish(Job job, Task task)
    {
        lock (_lock)
        {
            _running[job.Kind]--;
            _tasks.Remove(task);
        }
        Wake();
    }

    private Task[] Tasks()
    {
        lock (_lock)
            return [.. _tasks];
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What a handler throws is operational: logged once here, and tried again."
    )]
    private async Task RunAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            var result = await handlers.First(handler => handler.Kind == job.Kind).RunAsync(job, cancellation);
            if (result == JobResult.Done)
                await store.EndAsync(job.Claim, JobEnd.Done, CancellationToken.None);
        }
        catch (Exception e)
        {
            await RetryAsync(job, e);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "If the job cannot even be given back, the rescue finds it.")]
    private async Task RetryAsync(Job job, Exception exception)
    {
        var retryAt = ambient.Time.GetUtcNow() + Backoff.After(job.Attempt, ambient.NextDouble());
        Log.JobFailed(logger, exception, job.Kind, job.JobId, job.Attempt, job.MaxAttempts);
        try
        {
            await store.EndAsync(job.Claim, new JobEnd(retryAt, exception.Message), CancellationToken.None);
        }
        catch (Exception e)
        {
            _outage.Failed(e);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the next round tries again.")]
    private async Task RescueAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var rescued = await store.RescueAsync(node.NodeId, cancellation);
                if (rescued > 0)
                {
                    Log.Rescued(logger, rescued);
                    Wake();
                }
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                _outage.Failed(e);
            }
            catch (OperationCanceledException) { }
            await Task.Delay(LongestSleep, ambient.Time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Kind} job {JobId} failed at attempt {Attempt} of {MaxAttempts}")]
        public static partial void JobFailed(
            ILogger logger,
            Exception e,
            string kind,
            long jobId,
            int attempt,
            int maxAttempts
        );

        [LoggerMessage(3, LogLevel.Warning, "{Jobs} jobs of a process that ended run again")]
        public static partial void Rescued(ILogger logger, int jobs);
    }
}
