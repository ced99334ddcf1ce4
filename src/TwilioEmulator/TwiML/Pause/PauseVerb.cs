namespace TwilioEmulator.TwiML;

/// <summary>Waits in silence, one second when <c>length</c> is not given.</summary>
internal sealed record PauseVerb(int LengthSeconds, IReadOnlyDictionary<string, string> Attributes)
    : Verb("Pause", Attributes)
{
    public static PauseVerb Parse(VerbElement element) => new(element.Int("length", 1), element.Attributes);
}
