using TwilioEmulator.Clock;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>
/// A call while TwiML controls it. Others change its state and wake it; the one executor then looks at what is true
/// now, so no signal can be lost or come too late.
/// </summary>
internal sealed class CallSession(Call call, CallLifecycle lifecycle, VirtualClock clock, ActivityTracker activities)
{
    private readonly Lock gate = new();
    private readonly List<ITimer> timers = [];
    private Waiter? waiter;
    private bool changed;
    private DocumentRequest? redirect;
    private string keys = "";

    public Call Call { get; } = call;
    public VirtualCaller Caller { get; init; } = VirtualCaller.Silent;
    public FallbackUrl? Fallback { get; init; }

    /// <summary>The document being executed: relative URLs start from it. Null for TwiML given inline.</summary>
    public TwimlDocument? Document { get; set; }

    /// <summary>Virtual time at which the caller falls silent; null when nothing was said yet.</summary>
    public DateTimeOffset? SpeechEnd { get; private set; }

    /// <summary>Whether the running verb must stop: the call is over, or the API sent it elsewhere.</summary>
    public bool IsInterrupted => Call.IsEnded || redirect is not null;

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Answer() => lifecycle.Answer(Call);

    public void Speak(TimeSpan duration)
    {
        SpeechEnd = Now + duration;
        Wake();
    }

    /// <summary>Keys are pressed one after the other; the verb that listens takes the first that means something to it.</summary>
    public void Press(string digits)
    {
        lock (gate)
            keys += digits;
        Wake();
    }

    public bool HasPressedOneOf(string wanted)
    {
        lock (gate)
            return keys.Any(wanted.Contains);
    }

    public string? TakeKey(string wanted)
    {
        lock (gate)
        {
            var index = keys.AsSpan().IndexOfAny(wanted);
            var key = index < 0 ? null : keys[index..(index + 1)];
            keys = "";
            return key;
        }
    }

    /// <summary>What was said or pressed before a recording started is not part of it.</summary>
    public void BeginListening()
    {
        lock (gate)
            keys = "";
    }

    public void RedirectTo(DocumentRequest request)
    {
        redirect = request;
        Wake();
    }

    public DocumentRequest? TakeRedirect() => Interlocked.Exchange(ref redirect, null);

    /// <summary>Does something later, unless the call has been left by then.</summary>
    public void After(TimeSpan delay, Action action)
    {
        var timer = clock.Schedule(delay, action);
        lock (gate)
            timers.Add(timer);
    }

    public void Wake()
    {
        Waiter? woken;
        lock (gate)
        {
            changed = true;
            woken = waiter;
        }
        woken?.Wake();
    }

    /// <summary>Lets virtual time pass; false when the verb was interrupted before the end.</summary>
    public async Task<bool> ElapseAsync(TimeSpan duration) => !await WaitUntilAsync(() => IsInterrupted, duration);

    /// <summary>Waits until something is true; false when the virtual time was over before.</summary>
    public async Task<bool> WaitUntilAsync(Func<bool> condition, TimeSpan timeout)
    {
        var deadline = Now + timeout;
        while (true)
        {
            lock (gate)
                changed = false;
            if (condition())
                return true;
            if (Now >= deadline)
                return false;
            await WaitForChangeAsync(deadline - Now);
        }
    }

    public void Close()
    {
        lock (gate)
        {
            timers.ForEach(timer => timer.Dispose());
            timers.Clear();
        }
    }

    private async Task WaitForChangeAsync(TimeSpan timeout)
    {
        var mine = new Waiter(activities);
        lock (gate)
        {
            // What changed since the condition was looked at would otherwise be slept through.
            if (changed)
                return;
            waiter = mine;
        }
        await using var timer = clock.CreateTimer(_ => mine.Wake(), null, timeout, Timeout.InfiniteTimeSpan);
        await mine.WaitAsync();
        lock (gate)
            waiter = null;
    }
}
