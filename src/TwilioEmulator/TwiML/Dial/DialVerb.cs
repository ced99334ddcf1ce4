using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Connects the caller to other phones: they ring together, and the first to answer is connected.</summary>
/// <param name="TimeoutSeconds">How long they ring; Twilio's default is 30 s.</param>
/// <param name="TimeLimitSeconds">How long the two may talk; Twilio's default is four hours.</param>
/// <param name="RecordChannels">1 or 2 when the talk is recorded, 0 when not.</param>
internal sealed record DialVerb(
    IReadOnlyList<DialNumber> Numbers,
    IReadOnlyList<string> OtherNouns,
    string? Action,
    string Method,
    int TimeoutSeconds,
    int TimeLimitSeconds,
    string? CallerId,
    bool AnswerOnBridge,
    int RecordChannels,
    RecordingCallback? RecordingCallback,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Dial", Attributes)
{
    private static readonly HashSet<string> UnexecutedNouns =
    [
        "Application",
        "Client",
        "Conference",
        "Queue",
        "Sim",
        "Sip",
        "WhatsApp",
    ];

    public static DialVerb Parse(VerbElement element)
    {
        AllowAttributes(element);
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
            ChannelsOf(element),
            RecordingCallback.Parse(element),
            element.Attributes
        );
    }

    private static void AllowAttributes(VerbElement element)
    {
        element.Allow([
            "action",
            "method",
            "timeout",
            "timeLimit",
            "callerId",
            "answerOnBridge",
            "hangupOnStar",
            "record",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
            "recordingConfigurationId",
            "recordingTrack",
            "trim",
            "ringTone",
            "sequential",
            "referUrl",
            "referMethod",
            "events",
            "passports",
            "callReason",
        ]);
        _ = element.Bool("hangupOnStar", false);
    }

    private static (List<DialNumber> Numbers, List<string> Others) ParseNouns(VerbElement element)
    {
        var numbers = new List<DialNumber>();
        var others = new List<string>();
        if (element.OwnText.Length > 0)
            numbers.Add(new DialNumber(element.OwnText, null));
        foreach (var noun in element.Children)
        {
            if (noun.Name == "Number")
            {
                numbers.Add(DialNumber.Parse(noun));
                if (noun.Text("url") is not null)
                    others.Add("Number url");
            }
            else if (UnexecutedNouns.Contains(noun.Name))
                others.Add(noun.Name);
            else
                element.Warn($"Element '{noun.Name}' is not allowed inside 'Dial'");
        }
        return (numbers, others);
    }

    private static int ChannelsOf(VerbElement element)
    {
        var record = element.OneOf(
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
        return record switch
        {
            "do-not-record" or "false" => 0,
            _ => record.EndsWith("-dual", StringComparison.Ordinal) ? 2 : 1,
        };
    }
}
