namespace TwilioEmulator.TwiML;

/// <summary>Answers a message with another; To and From are those of the one that came in, turned round, unless given.</summary>
internal sealed record MessageVerb(
    string Body,
    string? To,
    string? From,
    string? StatusCallback,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Message", Attributes)
{
    public static MessageVerb Parse(VerbElement element)
    {
        element.Allow("to", "from", "action", "method", "statusCallback");
        var body = element.Children.FirstOrDefault(child => child.Name == "Body")?.InnerText ?? element.OwnText;
        return new MessageVerb(
            body,
            element.Text("to"),
            element.Text("from"),
            element.Text("statusCallback") ?? element.Text("action"),
            element.Attributes
        );
    }

    /// <summary>An answer in plain text is the reply itself.</summary>
    public static MessageVerb Of(string text) => new(text.Trim(), null, null, null, NoAttributes);
}
