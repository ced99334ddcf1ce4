namespace TwilioEmulator.TwiML;

/// <summary>Plays a sound file or keys, <c>loop</c> times (0 is for ever).</summary>
internal sealed record PlayVerb(string Url, int Loop, IReadOnlyDictionary<string, string> Attributes)
    : Verb("Play", Attributes)
{
    public static PlayVerb Parse(VerbElement element)
    {
        element.Allow("loop", "digits");
        return new PlayVerb(element.InnerText, element.Int("loop", 1, max: 1000), element.Attributes);
    }

    /// <summary>An answer that is a sound itself is played, and the call ends with it.</summary>
    public static PlayVerb Of(string url) => new(url, 1, NoAttributes);
}
