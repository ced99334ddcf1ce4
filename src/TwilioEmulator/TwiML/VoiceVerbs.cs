namespace TwilioEmulator.TwiML;

/// <summary>The verbs of a call's TwiML. What the schema knows and this list does not is not executed here.</summary>
internal static class VoiceVerbs
{
    private static readonly Dictionary<string, Func<VerbElement, Verb>> Executed = new(StringComparer.Ordinal)
    {
        ["Say"] = SayVerb.Parse,
        ["Play"] = PlayVerb.Parse,
        ["Pause"] = PauseVerb.Parse,
        ["Gather"] = GatherVerb.Parse,
        ["Record"] = RecordVerb.Parse,
        ["Dial"] = DialVerb.Parse,
        ["Redirect"] = RedirectVerb.Parse,
        ["Hangup"] = HangupVerb.Parse,
        ["Reject"] = RejectVerb.Parse,
        ["Sms"] = SmsVerb.Parse,
        ["Start"] = StartVerb.Parse,
        ["Stop"] = StopVerb.Parse,
    };

    public static Verb Parse(VerbElement element) =>
        Executed.TryGetValue(element.Name, out var parse) ? parse(element) : UnexecutedVerb.Parse(element);
}
