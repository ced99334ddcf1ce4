using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Records the caller until silence, the time limit, a key or a hang-up.</summary>
/// <param name="TimeoutSeconds">The silence that ends it; Twilio's default is 5 s.</param>
/// <param name="Transcribes">Asked for by <c>transcribe</c>, or by a transcribeCallback alone.</param>
/// <param name="MaxLengthSeconds">Twilio's default is an hour, or 120 s when it transcribes.</param>
internal sealed record RecordVerb(
    string? Action,
    string Method,
    int TimeoutSeconds,
    int MaxLengthSeconds,
    string FinishOnKey,
    bool TrimSilence,
    bool Transcribes,
    string? TranscribeCallback,
    RecordingCallback? RecordingCallback,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Record", Attributes)
{
    private const string AnyKey = "1234567890*#";

    public static RecordVerb Parse(VerbElement element)
    {
        var transcribes = element.Bool("transcribe", false) || element.Text("transcribeCallback") is not null;
        return new RecordVerb(
            element.Text("action"),
            element.Method(),
            element.Int("timeout", 5, min: 1),
            element.Int("maxLength", transcribes ? 120 : 3600, min: 1, max: 14400),
            // An empty list is a choice of its own: no key ends the recording.
            element.Attributes.GetValueOrDefault("finishOnKey", AnyKey),
            element.OneOf("trim", "trim-silence", "do-not-trim") == "trim-silence",
            transcribes,
            element.Text("transcribeCallback"),
            RecordingCallback.Parse(element),
            element.Attributes
        );
    }
}
