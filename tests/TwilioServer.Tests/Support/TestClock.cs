namespace TwilioServer.Tests.Support;

/// <summary>A wall clock that stands until a test moves it. Timers and stopwatches run on.</summary>
internal sealed class TestClock : TimeProvider
{
    /// <summary>The moment at which tests take place; the template database has partitions for it.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 11, 16, 12, 0, 0, TimeSpan.Zero);

    private long _ticks = Noon.Ticks;
    private long _readings;

    /// <summary>How often somebody asked for the time.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    public DateTimeOffset Now => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref _readings);
        return Now;
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
