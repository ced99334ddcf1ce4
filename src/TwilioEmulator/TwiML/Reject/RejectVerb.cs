namespace TwilioEmulator.TwiML;

/// <summary>Refuses an incoming call without answering it.</summary>
internal sealed record RejectVerb(string Reason, IReadOnlyDictionary<string, string> Attributes)
    : Verb("Reject", Attributes)
{
    public static RejectVerb Parse(VerbElement element) =>
        new(element.OneOf("reason", "rejected", "busy"), element.Attributes);
}
