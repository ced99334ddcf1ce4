namespace TwilioEmulator.TwiML;

/// <summary>The verbs of a message's TwiML; there are no others.</summary>
internal static class MessagingVerbs
{
    public static Verb Parse(VerbElement element) =>
        element.Name == "Redirect" ? RedirectVerb.Parse(element) : MessageVerb.Parse(element);
}
