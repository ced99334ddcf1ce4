namespace TwilioEmulator.Store;

/// <summary>A transcription that runs beside a call while it lasts.</summary>
internal sealed class RealtimeTranscription : IOwned
{
    private int sequence;

    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string CallSid { get; init; }
    public required string Name { get; init; }
    public string? StatusCallbackUrl { get; init; }
    public string StatusCallbackMethod { get; init; } = "POST";
    public string LanguageCode { get; init; } = "en-US";
    public string Track { get; init; } = "both_tracks";
    public DateTimeOffset DateUpdated { get; set; }

    /// <summary><c>in-progress</c>, then <c>stopped</c>.</summary>
    public string Status { get; set; } = "in-progress";

    /// <summary>The SequenceId of the next callback: 1, 2, 3…</summary>
    public int NextSequenceId() => Interlocked.Increment(ref sequence);
}
