namespace TwilioEmulator.TwiML;

/// <summary>Answers a message with another; To and From are those of the one that came in, turned round, unless given.</summary>
/// <param name="StatusCallback">
/// Where the status of the reply goes: <c>action</c>, in whose favour Twilio's SDK deprecates <c>statusCallback</c>.
/// </param>
/// <param name="MediaUrls">Pictures and the like that go with it.</param>
internal sealed record MessageVerb(
    string Body,
    IReadOnlyList<string> MediaUrls,
    string? To,
    string? From,
    string? StatusCallback,
    string StatusCallbackMethod,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Message", Attributes)
{
    public static MessageVerb Parse(VerbElement element) =>
        new(
            element.Children.FirstOrDefault(child => child.Name == "Body")?.InnerText ?? element.OwnText,
            [.. element.Children.Where(child => child.Name == "Media").Select(child => child.InnerText)],
            element.Text("to"),
            element.Text("from"),
            element.Text("action") ?? element.Text("statusCallback"),
            element.Method(),
            element.Attributes
        );

    /// <summary>An answer in plain text is the reply itself.</summary>
    public static MessageVerb Of(string text) => new(text.Trim(), [], null, null, null, "POST", NoAttributes);
}
