namespace TwilioEmulator.Simulator.Speech;

/// <summary>All that one party has said on a call, in order.</summary>
internal sealed class Voice
{
    private readonly Lock gate = new();
    private readonly List<Utterance> said = [];

    /// <summary>Virtual time at which the party falls silent; null when nothing was said yet.</summary>
    public DateTimeOffset? End
    {
        get
        {
            lock (gate)
                return said.Count == 0 ? null : said[^1].End;
        }
    }

    public void Say(Utterance utterance)
    {
        lock (gate)
            said.Add(utterance);
    }

    /// <summary>What could be heard after a moment, also when it was begun before.</summary>
    public IReadOnlyList<Utterance> Since(DateTimeOffset moment)
    {
        lock (gate)
            return [.. said.Where(each => each.End > moment)];
    }
}
