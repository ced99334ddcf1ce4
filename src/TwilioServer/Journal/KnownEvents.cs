using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>Which events were decided before: in the database, or earlier in this transaction.</summary>
internal sealed class KnownEvents
{
    private readonly BulkStatement _read = new("Journal/read-known-events");
    private readonly List<string> _keys;
    private readonly List<Guid> _identities;
    private readonly Dictionary<(string, Guid), string?> _replies = [];

    public KnownEvents()
    {
        _keys = _read.Column<string>(NpgsqlDbType.Text);
        _identities = _read.Column<Guid>(NpgsqlDbType.Uuid);
    }

    public bool AppendRead(NpgsqlBatch batch, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.StreamKey is null)
                continue;
            _keys.Add(entry.StreamKey);
            _identities.Add(entry.Identity);
            _read.EndRow();
        }
        return _read.AppendTo(batch);
    }

    public void Take(NpgsqlDataReader reader) =>
        _replies[(reader.GetString(1), reader.GetGuid(0))] = reader.TextOrNull(2);

    /// <summary>Whether the event was decided before, and what was replied then.</summary>
    public bool Find(JournalEntry entry, out string? reply) =>
        _replies.TryGetValue((entry.StreamKey!, entry.Identity), out reply);

    public void Add(JournalEntry entry, string? reply) => _replies[(entry.StreamKey!, entry.Identity)] = reply;

    public void Clear()
    {
        _read.Clear();
        _replies.Clear();
    }
}
