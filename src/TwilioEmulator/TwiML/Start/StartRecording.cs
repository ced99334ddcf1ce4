using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Records the whole call from here on, beside what it does.</summary>
internal sealed record StartRecording(int Channels, string Track, RecordingCallback? Callback)
{
    public static StartRecording Parse(VerbElement element) =>
        new(
            element.OneOf("channels", "mono", "dual") == "dual" ? 2 : 1,
            element.OneOf("track", "both", "inbound", "outbound"),
            RecordingCallback.Parse(element)
        );
}
