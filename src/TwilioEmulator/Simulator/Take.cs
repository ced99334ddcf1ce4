using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>A recording that has begun.</summary>
internal sealed record Take(
    string Sid,
    Call Call,
    string Source,
    int Channels,
    DateTimeOffset StartTime,
    RecordingCallback? Callback
)
{
    /// <summary><c>inbound</c>, <c>outbound</c> or <c>both</c>.</summary>
    public string Track { get; init; } = "both";
}
