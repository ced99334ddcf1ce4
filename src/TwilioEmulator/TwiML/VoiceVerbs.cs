namespace TwilioEmulator.TwiML;

/// <summary>The verbs of a call's TwiML.</summary>
internal static class VoiceVerbs
{
    private static readonly Dictionary<string, Func<VerbElement, Verb>> Executed = new(StringComparer.Ordinal)
    {
        ["Say"] = SayVerb.Parse,
        ["Play"] = PlayVerb.Parse,
        ["Pause"] = PauseVerb.Parse,
        ["Dial"] = DialVerb.Parse,
        ["Record"] = RecordVerb.Parse,
        ["Redirect"] = RedirectVerb.Parse,
        ["Hangup"] = HangupVerb.Parse,
        ["Reject"] = RejectVerb.Parse,
    };

    private static readonly HashSet<string> Unexecuted = new(StringComparer.Ordinal)
    {
        "Connect",
        "Echo",
        "Enqueue",
        "Gather",
        "Leave",
        "Pay",
        "Prompt",
        "Queue",
        "Refer",
        "Sms",
        "Start",
        "Stop",
    };

    /// <summary>The verb, or null when Twilio has none of that name.</summary>
    public static Verb? Parse(VerbElement element) =>
        Executed.TryGetValue(element.Name, out var parse) ? parse(element)
        : Unexecuted.Contains(element.Name) ? new UnexecutedVerb(element)
        : null;
}
