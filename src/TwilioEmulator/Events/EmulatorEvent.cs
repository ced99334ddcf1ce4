namespace TwilioEmulator.Events;

/// <summary>One thing that happened.</summary>
/// <param name="Seq">1, 2, 3… without gaps.</param>
/// <param name="AtUnixMs">Real time, so that another program can merge this log with its own.</param>
/// <param name="EmulatorTime">Virtual time.</param>
internal sealed record EmulatorEvent(
    long Seq,
    double AtUnixMs,
    DateTimeOffset EmulatorTime,
    string Kind,
    string? CallSid,
    string? MessageSid,
    IReadOnlyDictionary<string, object?> Data
);
