using System.Globalization;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>What a Gather got: keys (without the one that ended them), or speech with its confidence, or nothing.</summary>
internal sealed record GatherResult(string? Digits, string FinishedOnKey, string? Speech, double Confidence)
{
    public static readonly GatherResult Nothing = new(null, "", null, 0);

    public static GatherResult OfKeys(string digits, string finishedOnKey) => new(digits, finishedOnKey, null, 0);

    public static GatherResult OfSpeech(string? text, double confidence) => new(null, "", text, confidence);

    public bool IsEmpty => string.IsNullOrEmpty(Digits) && Speech is null;

    public WebhookParameters Parameters(GatherVerb verb)
    {
        if (Speech is { } speech)
            return
            [
                new("SpeechResult", speech),
                new("Confidence", Confidence.ToString("0.0#######", CultureInfo.InvariantCulture)),
                new("Language", verb.Language),
            ];
        return verb.TakesKeys
            ? [new("Digits", Digits ?? ""), new("FinishedOnKey", FinishedOnKey)]
            : [new("SpeechResult", "")];
    }
}
