namespace TwilioEmulator.Simulator.Speech;

/// <summary>Something that a virtual person says on a call.</summary>
/// <param name="Text">What speech recognition will make of it; null when it understands nothing.</param>
/// <param name="Confidence">How sure recognition is, from 0 to 1.</param>
internal sealed record Utterance(DateTimeOffset Start, DateTimeOffset End, string? Text, double Confidence)
{
    public const double UsualConfidence = 0.9;

    /// <summary>The text of several, one after the other; null when nothing was understood.</summary>
    public static string? TextOf(IEnumerable<Utterance> utterances) =>
        string.Join(' ', utterances.Select(each => each.Text).OfType<string>()) is { Length: > 0 } text ? text : null;
}
