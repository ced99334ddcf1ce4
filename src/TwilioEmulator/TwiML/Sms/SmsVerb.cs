namespace TwilioEmulator.TwiML;

/// <summary>
/// Sends a text during a call: to the caller, from the number that was called, unless given otherwise.
/// </summary>
internal sealed record SmsVerb(
    string Body,
    string? To,
    string? From,
    string? Action,
    string Method,
    string? StatusCallback,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Sms", Attributes)
{
    public static SmsVerb Parse(VerbElement element) =>
        new(
            element.InnerText,
            element.Text("to"),
            element.Text("from"),
            element.Text("action"),
            element.Method(),
            element.Text("statusCallback"),
            element.Attributes
        );
}
