namespace TwilioEmulator.TwiML;

/// <summary>Speaks a text, <c>loop</c> times (0 is for ever).</summary>
internal sealed record SayVerb(string Text, int Loop, IReadOnlyDictionary<string, string> Attributes)
    : Verb("Say", Attributes)
{
    public static SayVerb Parse(VerbElement element) =>
        new(element.InnerText, element.Int("loop", 1, max: 1000), element.Attributes);

    /// <summary>An answer in plain text is spoken.</summary>
    public static SayVerb Of(string text) => new(text.Trim(), 1, NoAttributes);
}
