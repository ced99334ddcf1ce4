using TwilioEmulator.Simulator.Speech;

namespace TwilioEmulator.Simulator.Scripts;

/// <summary>
/// One thing that a virtual person does, once. Times are virtual seconds, counted from the moment in <c>On</c>:
/// a verb of TwiML that begins (Gather, Record, Say…), <c>answer</c>, or, when null, the beginning of the call.
/// </summary>
/// <param name="Press">Keys, pressed after what is said.</param>
/// <param name="SpeakSeconds">How long the speech lasts; with a text alone, as long as it takes to say it.</param>
internal sealed record ScriptStep(
    string? On = null,
    double AfterSeconds = 0,
    string? Press = null,
    double? SpeakSeconds = null,
    string? Text = null,
    double Confidence = Utterance.UsualConfidence,
    double? HangUpAfterSeconds = null
)
{
    private const double SecondsPerCharacter = 0.06;

    public TimeSpan SpeechLength =>
        TimeSpan.FromSeconds(SpeakSeconds ?? (Text is { } text ? Math.Max(1, text.Length * SecondsPerCharacter) : 0));

    /// <summary>What is wrong with it, null when nothing is.</summary>
    public string? Problem =>
        new[] { AfterSeconds, SpeakSeconds ?? 0, HangUpAfterSeconds ?? 0 }.Any(seconds =>
            seconds is not (>= 0 and <= 1e6)
        )
            ? "Seconds must be from 0 to 1000000."
        : Confidence is not (>= 0 and <= 1) ? "confidence must be from 0 to 1."
        : Press is { } keys && keys.Any(key => !"0123456789*#".Contains(key))
            ? "press must be keys of a phone: 0 to 9, * and #."
        : null;
}
