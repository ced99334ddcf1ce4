namespace TwilioEmulator.Store;

/// <summary>The words of a recording, as Twilio's Transcription resource has it.</summary>
internal sealed class Transcription : IOwned
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string RecordingSid { get; init; }
    public required int DurationSeconds { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }

    /// <summary><c>in-progress</c>, then <c>completed</c> or <c>failed</c>.</summary>
    public string Status { get; set; } = "in-progress";
    public string Text { get; set; } = "";
}
