namespace TwilioEmulator.TwiML;

/// <summary>Plays a sound file, or the keys of <c>digits</c> (w is half a second of silence), <c>loop</c> times (0 is for ever).</summary>
internal sealed record PlayVerb(string Url, string? Digits, int Loop, IReadOnlyDictionary<string, string> Attributes)
    : Verb("Play", Attributes)
{
    public static PlayVerb Parse(VerbElement element) =>
        new(element.InnerText, element.Text("digits"), element.Int("loop", 1, max: 1000), element.Attributes);

    /// <summary>An answer that is a sound itself is played, and the call ends with it.</summary>
    public static PlayVerb Of(string url) => new(url, null, 1, NoAttributes);
}
