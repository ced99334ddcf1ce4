using TwilioEmulator.Clock;
using TwilioEmulator.Simulator.Scripts;
using TwilioEmulator.Simulator.Speech;
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
    private bool answerSeen;

    public Call Call { get; } = call;
    public VirtualCaller Caller { get; init; } = VirtualCaller.Silent;
    public FallbackUrl? Fallback { get; init; }

    /// <summary>What the person on this leg does by itself.</summary>
    public CallScript Script { get; init; } = new([]);

    /// <summary>What the person on this leg says.</summary>
    public Voice Voice { get; } = new();

    /// <summary>Who follows what can be heard on this leg.</summary>
    public Listeners Listeners { get; } = new();

    /// <summary>What runs beside the verbs, started by Start, until Stop or the end of the call.</summary>
    public CallServices Services { get; } = new();

    /// <summary>The leg that this one is connected to, while it is.</summary>
    public CallSession? Peer { get; set; }

    /// <summary>Whether this is a called party that still hears TwiML of its own, before it is connected.</summary>
    public bool IsWhispering { get; set; }

    /// <summary>While a Gather prompts: whether the caller has begun to answer, so that the prompt must stop.</summary>
    public Func<bool> HasBargedIn { get; set; } = () => false;

    /// <summary>The document being executed: relative URLs start from it. Null for TwiML given inline.</summary>
    public TwimlDocument? Document { get; set; }

    /// <summary>Virtual time at which the caller falls silent; null when nothing was said yet.</summary>
    public DateTimeOffset? SpeechEnd => Voice.End;

    /// <summary>Whether the running verb must stop: the call is over, or the API sent it elsewhere.</summary>
    public bool IsInterrupted => Call.IsEnded || redirect is not null;

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Answer() => lifecycle.Answer(Call);

    public void HangUp() => lifecycle.HangUp(Call);

    public void Speak(TimeSpan duration, string? text = null, double confidence = Utterance.UsualConfidence)
    {
        var utterance = new Utterance(Now, Now + duration, text, confidence);
        Voice.Say(utterance);
        Listeners.Tell(utterance, Listeners.Inbound);
        Peer?.Listeners.Tell(utterance, Listeners.Outbound);
        Wake();
    }

    /// <summary>Looks at the call after a change of its state: the person behind it may have waited for the answer.</summary>
    public void NoteChange()
    {
        if (Call.IsAnswered && !Interlocked.Exchange(ref answerSeen, true))
            Script.Answered(this);
        Wake();
    }

    /// <summary>The keys that were pressed and not taken yet.</summary>
    public string Keys
    {
        get
        {
            lock (gate)
                return keys;
        }
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
        // Not only this leg waits for it: a Dial that holds the leg must let it go.
        Call.Changed();
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
    public async Task<bool> ElapseAsync(TimeSpan duration) =>
        !await WaitUntilAsync(() => IsInterrupted || HasBargedIn(), duration);

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
        Services.StopAll();
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
