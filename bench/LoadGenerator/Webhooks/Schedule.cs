using System.Diagnostics;

namespace LoadGenerator.Webhooks;

/// <summary>
/// When each request is due. In an open loop latency counts from that time, not from when a connection came free: a
/// server that stalls does not get to stall the measuring.
/// </summary>
internal sealed class Schedule(double? rate)
{
    // Without spinning: the core that it would burn is the server's.
    private static readonly ManualResetEventSlim Never = new(initialState: false, spinCount: 0);
    private long _start;

    public void Start() => _start = Stopwatch.GetTimestamp();

    /// <summary>Waits until the request is due; returns the timestamp from which its latency counts.</summary>
    public long Await(int index)
    {
        if (rate is not { } perSecond)
            return Stopwatch.GetTimestamp();
        var due = _start + (long)(index * (Stopwatch.Frequency / perSecond));
        for (var now = Stopwatch.GetTimestamp(); now < due; now = Stopwatch.GetTimestamp())
            Never.Wait((int)Math.Ceiling(Stopwatch.GetElapsedTime(now, due).TotalMilliseconds));
        return due;
    }
}
