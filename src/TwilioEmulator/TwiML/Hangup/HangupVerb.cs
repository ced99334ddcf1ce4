namespace TwilioEmulator.TwiML;

/// <summary>Ends the call.</summary>
internal sealed record HangupVerb(IReadOnlyDictionary<string, string> Attributes) : Verb("Hangup", Attributes)
{
    public static HangupVerb Parse(VerbElement element) => new(element.Attributes);
}
