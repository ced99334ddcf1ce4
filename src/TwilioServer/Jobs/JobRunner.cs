using System.Diagnostics.CodeAnalysis;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// Claims due jobs in batches as long as there is room, and sleeps until something is due, announced or finished. What
/// runs them is a <see cref="JobWorkers"/>.
/// </summary>
public sealed class JobRunner
{
    /// <summary>Announcements may be lost: this often is looked without one.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than a transaction that wrote jobs while we said that we wait needs for its commit.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(25);

    /// <summary>Between claims of a process that is busy: what comes meanwhile is claimed together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(2);

    /// <summary>A statement whose answer we no longer wait for has ended by then.</summary>
    private static readonly TimeSpan LongestStatement = TimeSpan.FromSeconds(15);

    private readonly JobStore _store;
    private readonly NodeSession _node;
    private readonly Ambient _ambient;
    private readonly OutageLog _outage;
    private readonly LocalQueue _queue;
    private readonly JobCompleter _completer;
    private readonly JobWorkers _workers;
    private readonly JobRescuer _rescuer;
    private readonly JobKeeper _keeper;
    private readonly Attention _attention;
    private readonly SemaphoreSlim _wake = new(0);
    private long _nodeId;
    private long _lastClaim;
    private long _sleepBegan;
    private TimeSpan _sleep;
    private volatile bool _mayBeCanceled;
    private int _releases;
    private long _lastRelease;

    public JobRunner(
        JobStore store,
        NodeSession node,
        IReadOnlyList<IJobHandler> handlers,
        JobSettings settings,
        Ambient ambient,
        ILogger<JobRunner> logger
    )
    {
        (_store, _node, _ambient) = (store, node, ambient);
        _outage = new OutageLog(logger, "The job table");
        _queue = new LocalQueue(handlers, settings.Concurrency);
        _completer = new JobCompleter(store, _outage, ambient.Time);
        _workers = new JobWorkers(_queue, _completer, node, Nudge, ambient, logger);
        _rescuer = new JobRescuer(store, node, Wake, ambient.Time, logger);
        _keeper = new JobKeeper(store, settings, ambient.Time, logger);
        _attention = new Attention(ambient.Time);
    }

    /// <summary>Says that jobs may be due.</summary>
    public void Wake()
    {
        _queue.Announce();
        Nudge();
    }

    /// <summary>Says that somebody wants a job canceled.</summary>
    public void LookForCanceled()
    {
        _mayBeCanceled = true;
        Nudge();
    }

    /// <summary>Runs jobs until cancelled, then waits for those that are under way, and gives back the others.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _node.Registered.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var completing = _completer.RunAsync(
            claims =>
            {
                _queue.Forget(claims);
                if (_queue.IsHungry)
                    Nudge();
            },
            cancellation
        );
        var rescuing = _rescuer.RunAsync(cancellation);
        var keeping = _keeper.RunAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
            await TurnAsync(cancellation);
        _queue.DropWaiting();
        await ReleaseAsync();
        _queue.Cancel(_ => true, isByHand: false);
        await _workers.StopAsync();
        _completer.Complete();
        await Task.WhenAll(completing, rescuing, keeping);
        await ReleaseAsync();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the runner stays.")]
    private async Task TurnAsync(CancellationToken cancellation)
    {
        try
        {
            FollowNode();
            if (_mayBeCanceled)
                await CancelAsync(cancellation);
            if (_node.HoldsLease && (_queue.IsHungry || _attention.ToSay == true))
                await ClaimAsync(cancellation);
            else
                await SleepAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        catch (Exception e)
        {
            _outage.Failed(e);
            await Task.Delay(LongestSleep, _ambient.Time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Under a new number the old claims are void: their jobs are given to others.</summary>
    private void FollowNode()
    {
        var nodeId = _node.NodeId;
        if (nodeId == _nodeId)
            return;
        _nodeId = nodeId;
        _queue.DropWaiting();
        _queue.Cancel(job => job.NodeId != nodeId, isByHand: false);
        _queue.Announce();
        _attention.Restart();
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        await ReleaseLostAsync(cancellation);
        var wanted = _queue.Ask();
        var say = _attention.ToSay;
        var claimed = await TryClaimAsync(wanted, say, cancellation);
        _outage.Succeeded();
        if (claimed.Jobs.Count > 0)
            CrashPoints.Reach(CrashPoints.JobAfterClaim);
        if (say is not null)
            _attention.Said();
        var isFull = _queue.Add(claimed.Jobs, wanted, SinceLastClaim());
        _workers.Start();
        _attention.Claimed(claimed.Jobs.Count, isFull);
        SleepFor(
            say == true ? LookAgain
            : _attention.IsTold ? UntilDue(claimed.NextDue)
            : Gather
        );
    }

    /// <summary>A claim without an answer may have been made, or may be made yet by a statement that still runs.</summary>
    private async Task<ClaimedJobs> TryClaimAsync(int[] wanted, bool? say, CancellationToken cancellation)
    {
        try
        {
            return await _store.ClaimAsync(_nodeId, _queue.Kinds, wanted, say, cancellation);
        }
        catch
        {
            _releases = 2;
            _lastRelease = 0;
            throw;
        }
    }

    private async Task ReleaseLostAsync(CancellationToken cancellation)
    {
        if (_releases == 0 || _lastRelease > 0 && _ambient.Time.GetElapsedTime(_lastRelease) < LongestStatement)
            return;
        await _store.ReleaseAsync(_nodeId, _queue.Ids(), cancellation);
        _releases--;
        _lastRelease = _ambient.Time.GetTimestamp();
    }

    private TimeSpan SinceLastClaim()
    {
        var last = _lastClaim;
        _lastClaim = _ambient.Time.GetTimestamp();
        return _ambient.Time.GetElapsedTime(last, _lastClaim);
    }

    private TimeSpan UntilDue(DateTimeOffset? due)
    {
        var wait = (due - _ambient.Time.GetUtcNow() ?? LongestSleep) + TimeSpan.FromMilliseconds(1);
        return wait < LongestSleep ? wait : LongestSleep;
    }

    private void SleepFor(TimeSpan time)
    {
        _sleepBegan = _ambient.Time.GetTimestamp();
        _sleep = time;
    }

    /// <summary>Until somebody wakes us, or it is time to look without having been told.</summary>
    private async Task SleepAsync(CancellationToken cancellation)
    {
        var left = _sleep - _ambient.Time.GetElapsedTime(_sleepBegan);
        if (left > TimeSpan.Zero && await _wake.WaitAsync(left, cancellation))
            return;
        _queue.Announce();
        SleepFor(LongestSleep);
    }

    private async Task CancelAsync(CancellationToken cancellation)
    {
        _mayBeCanceled = false;
        try
        {
            var ids = await _store.FindCanceledAsync(_queue.Ids(), cancellation);
            _queue.Cancel(job => ids.Contains(job.JobId), isByHand: true);
        }
        catch
        {
            _mayBeCanceled = true;
            throw;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "If they cannot be given back, the next process finds them.")]
    private async Task ReleaseAsync()
    {
        try
        {
            await _store.ReleaseAsync(_nodeId, _queue.Ids(), CancellationToken.None);
        }
        catch (Exception e)
        {
            _outage.Failed(e);
        }
    }

    private void Nudge()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }
}
