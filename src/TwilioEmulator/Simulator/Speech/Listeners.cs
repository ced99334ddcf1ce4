namespace TwilioEmulator.Simulator.Speech;

/// <summary>Who follows what can be heard on a leg while it is said: the utterance, and on which track.</summary>
internal sealed class Listeners
{
    /// <summary>What the party of this leg says.</summary>
    public const string Inbound = "inbound_track";

    /// <summary>What the party of this leg hears from the leg that it is connected to.</summary>
    public const string Outbound = "outbound_track";

    private readonly Lock gate = new();
    private readonly List<Action<Utterance, string>> all = [];

    public void Add(Action<Utterance, string> listener)
    {
        lock (gate)
            all.Add(listener);
    }

    public void Remove(Action<Utterance, string> listener)
    {
        lock (gate)
            all.Remove(listener);
    }

    public void Tell(Utterance utterance, string track)
    {
        Action<Utterance, string>[] told;
        lock (gate)
            told = [.. all];
        foreach (var listener in told)
            listener(utterance, track);
    }
}
