namespace LoadGenerator.Http;

/// <summary>Connections to one server, opened and closed together.</summary>
internal sealed class ConnectionSet : IDisposable
{
    public ConnectionSet(Uri server, int count)
    {
        All = [.. Enumerable.Range(0, count).Select(_ => new Connection(server))];
        foreach (var connection in All)
            connection.Open();
    }

    public IReadOnlyList<Connection> All { get; }

    /// <summary>How often a connection had to be opened again.</summary>
    public int Reconnects => All.Sum(connection => connection.Opened) - All.Count;

    public void Dispose()
    {
        foreach (var connection in All)
            connection.Dispose();
    }
}
