using System.Globalization;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Collects keys, speech, or whichever comes first, while the verbs inside prompt for them. hints, language,
/// speechModel, enhanced and profanityFilter are accepted: virtual people are understood as their script says.
/// </summary>
/// <param name="Action">Where the result goes; null is this document's own URL.</param>
/// <param name="TimeoutSeconds">The silence before, and between keys; Twilio's default is 5 s.</param>
/// <param name="FinishOnKey">The keys that end the input; # by default, none when empty.</param>
/// <param name="SpeechTimeoutSeconds">The silence that ends speech; <c>timeout</c> by default, about 1 s for auto.</param>
/// <param name="MaxSpeechSeconds">The longest speech; Twilio's default is 60 s.</param>
/// <param name="BargeIn">Whether input stops the prompt, as it does by default.</param>
internal sealed record GatherVerb(
    bool TakesKeys,
    bool TakesSpeech,
    string? Action,
    string Method,
    int TimeoutSeconds,
    string FinishOnKey,
    int? NumDigits,
    bool ActionOnEmptyResult,
    int SpeechTimeoutSeconds,
    int MaxSpeechSeconds,
    bool BargeIn,
    string? PartialResultCallback,
    string PartialResultMethod,
    string Language,
    IReadOnlyList<Verb> Prompts,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Gather", Attributes)
{
    private const int AutoSpeechTimeoutSeconds = 1;
    private static readonly HashSet<string> OnlyKeys = ["dtmf"];

    public static GatherVerb Parse(VerbElement element)
    {
        var input = element.WordSet("input", OnlyKeys);
        var timeout = element.Int("timeout", 5);
        return new GatherVerb(
            input.Contains("dtmf") || !input.Contains("speech"),
            input.Contains("speech"),
            element.Text("action"),
            element.Method(),
            timeout,
            element.Attributes.GetValueOrDefault("finishOnKey", "#"),
            element.Int("numDigits", 0, min: 1) is > 0 and var count ? count : null,
            element.Bool("actionOnEmptyResult", false),
            SpeechTimeout(element.Text("speechTimeout"), timeout),
            element.Int("maxSpeechTime", 60, min: 1, max: 60),
            element.Bool("bargeIn", true),
            element.Text("partialResultCallback"),
            element.Method("partialResultCallbackMethod"),
            element.Text("language") ?? "en-US",
            [.. element.Children.Select(VoiceVerbs.Parse)],
            element.Attributes
        );
    }

    private static int SpeechTimeout(string? text, int timeout) =>
        text == "auto" ? AutoSpeechTimeoutSeconds
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : timeout;
}
