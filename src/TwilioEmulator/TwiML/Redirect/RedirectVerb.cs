namespace TwilioEmulator.TwiML;

/// <summary>Goes on with the TwiML of another URL; an empty one means this document again.</summary>
internal sealed record RedirectVerb(string Url, string Method, IReadOnlyDictionary<string, string> Attributes)
    : Verb("Redirect", Attributes)
{
    public static RedirectVerb Parse(VerbElement element) =>
        new(element.InnerText, element.Method(), element.Attributes);
}
