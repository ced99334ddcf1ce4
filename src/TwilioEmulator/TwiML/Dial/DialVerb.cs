using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Connects the caller to other phones: they ring together, and the first to answer is connected; with
/// <c>sequential</c> one after the other. ringTone, trim and the like are accepted: nobody hears them here.
/// </summary>
/// <param name="OtherNouns">Client, Sip, Conference…: accepted, logged, and ended like a leg that nobody answers.</param>
/// <param name="TimeoutSeconds">How long they ring; Twilio's default is 30 s.</param>
/// <param name="TimeLimitSeconds">How long the two may talk; Twilio's default is four hours.</param>
/// <param name="HangUpOnStar">Whether the caller's * ends the talk.</param>
internal sealed record DialVerb(
    IReadOnlyList<DialNumber> Numbers,
    IReadOnlyList<string> OtherNouns,
    string? Action,
    string Method,
    int TimeoutSeconds,
    int TimeLimitSeconds,
    string? CallerId,
    bool AnswerOnBridge,
    bool HangUpOnStar,
    bool Sequential,
    DialRecord Record,
    RecordingCallback? RecordingCallback,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Dial", Attributes)
{
    public static DialVerb Parse(VerbElement element)
    {
        var (numbers, others) = ParseNouns(element);
        return new DialVerb(
            numbers,
            others,
            element.Text("action"),
            element.Method(),
            element.Int("timeout", 30, min: 1, max: 600),
            element.Int("timeLimit", 14400, min: 1, max: 86400),
            element.Text("callerId"),
            element.Bool("answerOnBridge", false),
            element.Bool("hangupOnStar", false),
            element.Bool("sequential", false),
            DialRecord.Parse(element),
            RecordingCallback.Parse(element),
            element.Attributes
        );
    }

    private static (List<DialNumber> Numbers, List<string> Others) ParseNouns(VerbElement element)
    {
        var numbers = new List<DialNumber>();
        if (element.OwnText.Length > 0)
            numbers.Add(new DialNumber(element.OwnText));
        numbers.AddRange(element.Children.Where(noun => noun.Name == "Number").Select(DialNumber.Parse));
        return (numbers, [.. element.Children.Select(noun => noun.Name).Where(name => name != "Number")]);
    }
}
