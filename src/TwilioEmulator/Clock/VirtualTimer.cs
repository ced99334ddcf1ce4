namespace TwilioEmulator.Clock;

/// <summary>A timer on virtual time; the clock orders timers by due time, then by creation.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    public DateTimeOffset Due { get; set; }

    /// <summary>Order of creation, which settles ties.</summary>
    public long Order { get; set; }

    public TimeSpan Period { get; private set; } = Timeout.InfiniteTimeSpan;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Period = period;
        clock.Reschedule(this, dueTime);
        return true;
    }

    public void Fire() => callback(state);

    public void Dispose() => clock.Reschedule(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
