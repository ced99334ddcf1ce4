namespace TwilioEmulator.TwiML;

/// <summary>A verb that Twilio knows and this emulator skips: Connect, Echo, Enqueue, Leave, Pay, Prompt, Queue, Refer.</summary>
/// <param name="Nouns">What stands inside, such as the Stream of a Connect.</param>
internal sealed record UnexecutedVerb(
    string Name,
    IReadOnlyList<string> Nouns,
    IReadOnlyDictionary<string, string> Attributes
) : Verb(Name, Attributes)
{
    public static UnexecutedVerb Parse(VerbElement element) =>
        new(element.Name, [.. element.Children.Select(child => child.Name)], element.Attributes);
}
