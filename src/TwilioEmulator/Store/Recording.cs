namespace TwilioEmulator.Store;

/// <summary>What was said on a call, as Twilio's Recording resource has it.</summary>
internal sealed class Recording
{
    public required string Sid { get; init; }
    public required string CallSid { get; init; }

    /// <summary><c>RecordVerb</c> or <c>DialVerb</c>.</summary>
    public required string Source { get; init; }
    public required int Channels { get; init; }
    public required int DurationSeconds { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }

    /// <summary><c>processing</c>, then <c>completed</c>.</summary>
    public string Status { get; set; } = "processing";
}
