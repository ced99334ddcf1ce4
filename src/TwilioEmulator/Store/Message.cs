namespace TwilioEmulator.Store;

/// <summary>A text message in either direction, as Twilio's Message resource has it.</summary>
internal sealed class Message : IOwned
{
    private readonly Lock gate = new();
    private readonly List<(string Status, DateTimeOffset At)> history = [];

    public required string Sid { get; init; }
    public required string AccountSid { get; init; }

    /// <summary>Empty until a messaging service has chosen one of its numbers.</summary>
    public required string From { get; set; }
    public required string To { get; init; }
    public required string Direction { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public string? StatusCallback { get; init; }
    public string StatusCallbackMethod { get; init; } = "POST";

    /// <summary>The service that sends it, null when a number does.</summary>
    public string? MessagingServiceSid { get; init; }

    /// <summary>When it is to be sent; null for at once.</summary>
    public DateTimeOffset? SendAt { get; init; }
    public Table<MessageMedia> Media { get; } = new();

    /// <summary>What the receiver did, as somebody told Twilio: <c>confirmed</c> or <c>unconfirmed</c>.</summary>
    public string? FeedbackOutcome { get; set; }
    public DateTimeOffset? FeedbackDateCreated { get; set; }

    /// <summary>STOP, START or HELP when the number's messaging service has recognised it; null otherwise.</summary>
    public string? OptOutType { get; set; }

    public string Body { get; set; } = "";
    public string Status { get; private set; } = MessageStatus.Queued;
    public int? ErrorCode { get; private set; }
    public DateTimeOffset DateUpdated { get; private set; }
    public DateTimeOffset? DateSent { get; private set; }

    /// <summary>Counted once from the body as it was sent: a redacted message keeps its segments.</summary>
    public int NumSegments { get; init; }

    public bool IsDone => MessageStatus.IsTerminal(Status);

    public IReadOnlyList<(string Status, DateTimeOffset At)> History
    {
        get
        {
            lock (gate)
                return [.. history];
        }
    }

    /// <summary>Moves only from the status that is expected: whoever comes second has come too late.</summary>
    public bool TryMove(string from, string to, DateTimeOffset now)
    {
        lock (gate)
        {
            if (Status != from)
                return false;
            MoveTo(to, now);
            return true;
        }
    }

    public void MoveTo(string status, DateTimeOffset now, int? errorCode = null)
    {
        lock (gate)
        {
            Status = status;
            ErrorCode = errorCode;
            DateUpdated = now;
            if (status is MessageStatus.Sent or MessageStatus.Received)
                DateSent = now;
            history.Add((status, now));
        }
    }
}
