namespace TwilioEmulator.Store;

/// <summary>One leg, as Twilio's Call resource has it: a call from a phone, one made by the API, or one made by Dial.</summary>
internal sealed class Call : IOwned
{
    private readonly List<string> verbs = [];
    private int callbacks;

    public required string Sid { get; init; }

    /// <summary>Given when the call begins, if not before: a dialed leg belongs to its parent's account.</summary>
    public string AccountSid { get; set; } = "";
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Direction { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public Call? Parent { get; init; }
    public string? PhoneNumberSid { get; init; }

    public StatusCallback? StatusCallback { get; set; }
    public CallAnnotation Annotation { get; set; } = new();

    /// <summary>The recording of the whole call that its creation asked for.</summary>
    public Recording? Recording { get; set; }
    public CallQuality Quality { get; set; } = new();

    /// <summary>What machine detection found, in Twilio's words; null when nobody asked, or not yet.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>Held while a status changes, so that two endings of one call cannot both happen.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Wakes whoever executes this call (or, for a dialed leg, its parent) after a change.</summary>
    public Action Changed { get; set; } = () => { };

    public string Status { get; private set; } = CallStatus.Queued;
    public DateTimeOffset? DateUpdated { get; private set; }
    public DateTimeOffset? StartTime { get; private set; }
    public DateTimeOffset? AnswerTime { get; private set; }
    public DateTimeOffset? EndTime { get; private set; }

    public bool IsEnded => CallStatus.IsTerminal(Status);
    public bool IsAnswered => AnswerTime is not null;
    public IReadOnlyList<string> Verbs
    {
        get
        {
            lock (Gate)
                return [.. verbs];
        }
    }

    /// <summary>Seconds between answer and end, a begun second counting whole; 0 when never answered, null until the end.</summary>
    public int? DurationSeconds =>
        EndTime is { } end ? (int)Math.Ceiling((end - (AnswerTime ?? end)).TotalSeconds) : null;

    /// <summary>Moves to a status unless the call has ended or already is there: terminal states never change.</summary>
    public bool TryMoveTo(string status, DateTimeOffset now)
    {
        lock (Gate)
        {
            if (IsEnded || status == Status || (status == CallStatus.Ringing && IsAnswered))
                return false;
            DateUpdated = now;
            StartTime ??= now;
            if (status == CallStatus.InProgress)
                AnswerTime = now;
            if (CallStatus.IsTerminal(status))
                EndTime = now;
            Status = status;
            return true;
        }
    }

    /// <summary>The SequenceNumber of the next status callback: 0, 1, 2… for each call.</summary>
    public int NextSequenceNumber() => Interlocked.Increment(ref callbacks) - 1;

    public void NoteVerb(string verb)
    {
        lock (Gate)
            verbs.Add(verb);
    }
}
