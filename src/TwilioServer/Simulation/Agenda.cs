namespace TwilioServer.Simulation;

/// <summary>
/// Virtual time: a list of what happens when. Nothing runs beside it and idle time is skipped, so that a day takes a
/// second and the same seed gives the same day. What is due at one moment happens in the order in which it was noted.
/// </summary>
public sealed class Agenda(DateTimeOffset begin) : TimeProvider
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _due = new();
    private long _noted;

    public DateTimeOffset Now { get; private set; } = begin;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public void At(DateTimeOffset moment, Action action) =>
        _due.Enqueue(action, (Math.Max(moment.Ticks, Now.Ticks), ++_noted));

    /// <summary>For code that reads like a story: what awaits this goes on when its time has come, on this thread.</summary>
    public Task Delay(TimeSpan delay)
    {
        var due = new TaskCompletionSource();
        After(delay, due.SetResult);
        return due.Task;
    }

    /// <summary>Does what is due next.</summary>
    /// <returns>False when nothing is left.</returns>
    public bool Step()
    {
        if (!_due.TryDequeue(out var action, out var due))
            return false;
        Now = new DateTimeOffset(due.Ticks, TimeSpan.Zero);
        action();
        return true;
    }
}
