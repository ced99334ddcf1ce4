namespace TwilioEmulator.TwiML;

/// <summary>Stops what Start started: of each kind named inside, the one of that name, or all when it has no name.</summary>
internal sealed record StopVerb(
    IReadOnlyList<(string Kind, string? Name)> Services,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Stop", Attributes)
{
    public static StopVerb Parse(VerbElement element) =>
        new([.. element.Children.Select(noun => (noun.Name, noun.Text("name")))], element.Attributes);
}
