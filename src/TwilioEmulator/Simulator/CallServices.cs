namespace TwilioEmulator.Simulator;

/// <summary>What runs beside the verbs of a call, by kind (Recording, Transcription) and name; each knows how to stop.</summary>
internal sealed class CallServices
{
    private readonly Lock gate = new();
    private readonly List<(string Kind, string? Name, Action Stop)> running = [];

    public void Add(string kind, string? name, Action stop)
    {
        lock (gate)
            running.Add((kind, name, stop));
    }

    /// <summary>Stops those of a kind: the named one, or all when no name is given.</summary>
    public void Stop(string kind, string? name) =>
        Stop(each => each.Kind == kind && (name is null || each.Name == name));

    public void StopAll() => Stop(_ => true);

    private void Stop(Predicate<(string Kind, string? Name, Action Stop)> isMeant)
    {
        List<(string Kind, string? Name, Action Stop)> stopped;
        lock (gate)
        {
            stopped = running.FindAll(isMeant);
            running.RemoveAll(isMeant);
        }
        stopped.ForEach(each => each.Stop());
    }
}
