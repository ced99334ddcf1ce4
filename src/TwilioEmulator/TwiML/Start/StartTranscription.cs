namespace TwilioEmulator.TwiML;

/// <summary>Writes down what is said on the call while it is said.</summary>
/// <param name="Track">inbound_track is the leg that executes this, outbound_track what that leg hears.</param>
internal sealed record StartTranscription(
    string? Name,
    string? StatusCallbackUrl,
    string StatusCallbackMethod,
    string Track,
    string LanguageCode,
    bool PartialResults,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public static StartTranscription Parse(VerbElement element) =>
        new(
            element.Text("name"),
            element.Text("statusCallbackUrl"),
            element.Method("statusCallbackMethod"),
            element.OneOf("track", "both_tracks", "inbound_track", "outbound_track"),
            element.Text("languageCode") ?? "en-US",
            element.Bool("partialResults", false),
            element.Attributes
        );
}
