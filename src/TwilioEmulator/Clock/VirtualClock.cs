namespace TwilioEmulator.Clock;

/// <summary>
/// The time of the emulated world. All waiting of calls, phones and carriers goes through it;
/// only HTTP timeouts to the application under test are real, as that application lives in real time.
/// </summary>
internal sealed class VirtualClock : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedSet<VirtualTimer> timers = new(
        Comparer<VirtualTimer>.Create((a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order))
    );
    private readonly SemaphoreSlim advancing = new(1, 1);
    private readonly ActivityTracker activities;
    private readonly Timer alarm;
    private DateTimeOffset origin = Ambient.RealNow();
    private long originTimestamp = System.GetTimestamp();
    private long created;

    public VirtualClock(EmulatorOptions options, ActivityTracker activities)
    {
        this.activities = activities;
        Mode = options.ClockMode;
        Factor = FactorOf(options.ClockMode, options.ClockFactor);
        alarm = new Timer(_ => FireDue());
    }

    public ClockMode Mode { get; private set; }

    /// <summary>Virtual seconds per real second; 0 in stepped mode.</summary>
    public double Factor { get; private set; }

    /// <summary>The longest real time by which a timer has fired late: how far the machine falls behind.</summary>
    public TimeSpan MaxLag { get; private set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return Now();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs an action at a later virtual time, as an activity of its own.</summary>
    public ITimer Schedule(TimeSpan delay, Action action) =>
        CreateTimer(_ => RunAsActivity(action), null, Positive(delay), Timeout.InfiniteTimeSpan);

    public void SetMode(ClockMode mode, double factor)
    {
        lock (gate)
        {
            origin = Now();
            originTimestamp = System.GetTimestamp();
            Mode = mode;
            Factor = FactorOf(mode, factor);
            SetAlarm();
        }
    }

    /// <summary>
    /// Moves stepped time. Each due timer fires alone, and everything that it sets off is finished
    /// before the next one, so that one script gives one story.
    /// </summary>
    public async Task<DateTimeOffset> AdvanceAsync(TimeSpan by, CancellationToken cancellation)
    {
        await advancing.WaitAsync(cancellation);
        try
        {
            await activities.WhenQuietAsync(cancellation);
            var target = GetUtcNow() + by;
            while (TakeDue(target) is { } timer)
            {
                Fire(timer);
                await activities.WhenQuietAsync(cancellation);
            }
            MoveTo(target);
            return target;
        }
        finally
        {
            advancing.Release();
        }
    }

    public void Reschedule(VirtualTimer timer, TimeSpan dueTime)
    {
        lock (gate)
        {
            timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = Now() + dueTime;
                timer.Order = ++created;
                timers.Add(timer);
            }
            SetAlarm();
        }
    }

    public void Dispose()
    {
        alarm.Dispose();
        advancing.Dispose();
    }

    private static double FactorOf(ClockMode mode, double factor) =>
        mode switch
        {
            ClockMode.Real => 1,
            ClockMode.Scaled => factor,
            _ => 0,
        };

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;

    private DateTimeOffset Now() => Factor == 0 ? origin : origin + System.GetElapsedTime(originTimestamp) * Factor;

    private VirtualTimer? TakeDue(DateTimeOffset target)
    {
        lock (gate)
        {
            if (timers.Min is not { } next || next.Due > target)
                return null;
            timers.Remove(next);
            if (Factor == 0 && next.Due > origin)
                origin = next.Due;
            return next;
        }
    }

    private void MoveTo(DateTimeOffset target)
    {
        lock (gate)
        {
            if (Factor == 0 && target > origin)
                origin = target;
        }
    }

    private void FireDue()
    {
        while (Factor != 0 && TakeDue(GetUtcNow()) is { } timer)
        {
            NoteLag(timer);
            Fire(timer);
        }
        lock (gate)
            SetAlarm();
    }

    private void NoteLag(VirtualTimer timer)
    {
        lock (gate)
        {
            var lag = Factor == 0 ? TimeSpan.Zero : (Now() - timer.Due) / Factor;
            if (lag > MaxLag)
                MaxLag = lag;
        }
    }

    private static void Fire(VirtualTimer timer)
    {
        if (timer.Period > TimeSpan.Zero)
            timer.Change(timer.Period, timer.Period);
        timer.Fire();
    }

    private void RunAsActivity(Action action)
    {
        activities.Enter();
        try
        {
            action();
        }
        finally
        {
            activities.Leave();
        }
    }

    private void SetAlarm()
    {
        if (Factor == 0 || timers.Min is not { } next)
        {
            alarm.Change(Timeout.Infinite, Timeout.Infinite);
            return;
        }
        // A millisecond is added because the machine's timer may ring a little early, and would then ring twice.
        var real = Positive(next.Due - Now()) / Factor + TimeSpan.FromMilliseconds(next.Due > Now() ? 1 : 0);
        var longest = TimeSpan.FromDays(20);
        alarm.Change(real < longest ? real : longest, Timeout.InfiniteTimeSpan);
    }
}
