namespace TwilioServer.Jobs;

/// <summary>
/// The jobs of one kind in this process: those that run, and those that were claimed ahead. How many are claimed ahead
/// follows from how fast they go: a kind whose jobs take seconds leaves them to whoever is free, one whose jobs take
/// microseconds would wait for the database most of the time.
/// </summary>
internal sealed class JobLane(IJobHandler handler, int mostAhead)
{
    /// <summary>What is claimed ahead should have begun after this time.</summary>
    private static readonly TimeSpan Brisk = TimeSpan.FromMilliseconds(50);

    /// <summary>What waits this long was claimed too far ahead.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);

    private readonly Queue<HeldJob> _waiting = new();
    private int _running;
    private bool _isAnnounced;

    public IJobHandler Handler => handler;

    /// <summary>How many it claims beyond those that can run.</summary>
    public int Ahead { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>Whether more jobs may be due than were claimed.</summary>
    public bool MayHaveMore { get; private set; } = true;

    public bool CanStart => _waiting.Count > 0 && _running < handler.Concurrency;

    /// <summary>How many more it would take.</summary>
    public int Room => Math.Max(0, handler.Concurrency + Ahead - _running - _waiting.Count);

    /// <summary>Whether it is time to ask for more.</summary>
    public bool IsHungry =>
        MayHaveMore && (_waiting.Count == 0 ? _running < handler.Concurrency : _waiting.Count < Ahead / 2);

    /// <summary>Somebody says that there is more.</summary>
    public void Announce() => MayHaveMore = _isAnnounced = true;

    /// <summary>A claim begins: what is announced from now on, it may not see.</summary>
    public void Ask() => _isAnnounced = false;

    /// <summary>Takes what a claim brought.</summary>
    /// <param name="wanted">How many it asked for.</param>
    /// <param name="sinceLast">How long ago the claim before it was.</param>
    /// <returns>Whether it brought as many as it asked for.</returns>
    public bool Add(IReadOnlyCollection<HeldJob> jobs, int wanted, TimeSpan sinceLast)
    {
        if (wanted == 0)
            return false;
        var isFull = jobs.Count == wanted;
        MayHaveMore = isFull || _isAnnounced;
        if (sinceLast > Slow)
            Ahead /= 2;
        else if (isFull && sinceLast < Brisk && _waiting.Count <= Ahead / 2)
            Ahead = Math.Min(mostAhead, Math.Max(Ahead * 2, handler.Concurrency));
        foreach (var job in jobs)
            _waiting.Enqueue(job);
        return isFull;
    }

    public HeldJob Start()
    {
        _running++;
        return _waiting.Dequeue();
    }

    public void Finish() => _running--;

    /// <summary>Takes out what has not begun.</summary>
    public IReadOnlyList<HeldJob> Clear()
    {
        HeldJob[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }
}
