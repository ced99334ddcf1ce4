using System.Diagnostics.CodeAnalysis;
using TwilioServer.Journal;

namespace TwilioServer.Jobs;

/// <summary>Runs what waits in the local queue, as much at once as may be, and hands over how each job ended.</summary>
internal sealed partial class JobWorkers(
    LocalQueue queue,
    JobCompleter completer,
    NodeSession node,
    Action onHungry,
    Ambient ambient,
    ILogger logger
)
{
    private static readonly TimeSpan LeasePause = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _workers = [];

    /// <summary>Begins to run what may run.</summary>
    public void Start()
    {
        while (queue.Start() is { } held)
            Track(Task.Run(() => WorkAsync(held), CancellationToken.None));
    }

    /// <summary>Waits for what runs.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        Task[] workers;
        lock (_lock)
            workers = [.. _workers];
        await Task.WhenAll(workers);
    }

    private void Track(Task worker)
    {
        lock (_lock)
            _workers.Add(worker);
        _ = worker.ContinueWith(
            finished =>
            {
                lock (_lock)
                    _workers.Remove(finished);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>Goes on with the next job that may run: a task for each would cost more than a short job.</summary>
    private async Task WorkAsync(HeldJob first)
    {
        for (var held = first; held is not null; held = queue.Start())
        {
            var end = await RunAsync(held);
            queue.Finish(held);
            if (end is null)
                queue.Forget([held.Job.Claim]);
            else
                completer.Add(held.Job, end);
            if (queue.IsHungry)
                onHungry();
        }
    }

    /// <returns>How the job ends; null when an event ended it, or when it is not ours any more.</returns>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What a handler throws is operational: logged once here, and tried again."
    )]
    private async Task<JobEnd?> RunAsync(HeldJob held)
    {
        var job = held.Job;
        var handler = queue.HandlerOf(job);
        try
        {
            if (!await IsOursAsync(job))
                return null;
            held.Cancellation.ThrowIfCancellationRequested();
            var result = await handler.RunAsync(job, held.Cancellation);
            return result == JobResult.Done ? JobEnd.Done : null;
        }
        catch (OperationCanceledException) when (held.Cancellation.IsCancellationRequested)
        {
            return held.IsCanceledByHand ? new JobEnd(ambient.Time.GetUtcNow(), "Canceled by hand.") : null;
        }
        catch (Exception e)
        {
            Log.JobFailed(logger, e, job.Kind, job.JobId, job.Attempt, job.MaxAttempts);
            var wait = Backoff.After(handler.Retry, job.Attempt, ambient.NextDouble());
            return new JobEnd(ambient.Time.GetUtcNow() + wait, e.Message);
        }
    }

    /// <summary>
    /// A process that hung has jobs in its queue that run elsewhere by now. It begins none before it knows that it is
    /// still who it was.
    /// </summary>
    private async ValueTask<bool> IsOursAsync(Job job)
    {
        while (!node.HoldsLease && !_stopping.IsCancellationRequested)
            await Task.Delay(LeasePause, ambient.Time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return node.NodeId == job.NodeId && !_stopping.IsCancellationRequested;
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
    }
}
