namespace TwilioEmulator.Store;

/// <summary>A text message in either direction, as Twilio's Message resource has it.</summary>
internal sealed class Message
{
    private readonly Lock gate = new();
    private readonly List<(string Status, DateTimeOffset At)> history = [];

    public required string Sid { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Direction { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public string? StatusCallback { get; init; }
    public string StatusCallbackMethod { get; init; } = "POST";
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
