using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>A recording that has begun.</summary>
internal sealed record Take(
    string Sid,
    Call Call,
    string Source,
    int Channels,
    DateTimeOffset StartTime,
    RecordingCallback? Callback,
    string Track = "both"
);
