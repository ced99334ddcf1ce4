namespace TwilioEmulator.TwiML;

/// <summary>How a Dial is recorded.</summary>
/// <param name="Channels">1, or 2 with each party on its own; 0 when it is not recorded.</param>
/// <param name="FromRinging">Whether the ringing is part of it.</param>
/// <param name="Track">Whose voice: both, inbound or outbound.</param>
internal sealed record DialRecord(int Channels, bool FromRinging, string Track)
{
    public static DialRecord Parse(VerbElement element)
    {
        var mode = element.OneOf(
            "record",
            [
                "do-not-record",
                "false",
                "true",
                "record-from-answer",
                "record-from-ringing",
                "record-from-answer-dual",
                "record-from-ringing-dual",
            ]
        );
        var channels = mode switch
        {
            "do-not-record" or "false" => 0,
            _ => mode.EndsWith("-dual", StringComparison.Ordinal) ? 2 : 1,
        };
        var track = element.OneOf("recordingTrack", "both", "inbound", "outbound");
        return new DialRecord(channels, mode.Contains("ringing", StringComparison.Ordinal), track);
    }
}
