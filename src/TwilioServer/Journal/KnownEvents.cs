using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Journal;

/// <summary>Which events were decided before: in the database, or earlier in this transaction.</summary>
internal sealed class KnownEvents
{
    private readonly BulkStatement<JournalEntry> _read = new BulkStatement<JournalEntry>("Journal/read-known-events")
        .With(Text, entry => entry.StreamKey)
        .With(Uuid, entry => entry.Identity);

    private readonly Dictionary<(string StreamKey, Guid Identity), string?> _replies = [];

    public bool AppendRead(NpgsqlBatch batch, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
            if (entry.StreamKey is not null)
                _read.Add(entry);
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
