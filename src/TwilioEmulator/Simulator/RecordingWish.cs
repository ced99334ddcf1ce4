namespace TwilioEmulator.Simulator;

/// <summary>How the API wants a call recorded.</summary>
/// <param name="Track"><c>inbound</c>, <c>outbound</c> or <c>both</c>.</param>
internal sealed record RecordingWish(int Channels, string Track, RecordingCallback? Callback);
