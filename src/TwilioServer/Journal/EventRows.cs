using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>The distinct events: which are known already, and which are new.</summary>
internal sealed class EventRows
{
    private readonly BulkStatement _read = new("Journal/read-known-events");
    private readonly List<string> _readKeys;
    private readonly List<Guid> _readIdentities;
    private readonly Dictionary<(string, Guid), string?> _known = [];

    private readonly BulkStatement _insert = new("Journal/insert-events");
    private readonly List<long> _streamIds;
    private readonly List<Guid> _identities;
    private readonly List<DateTimeOffset> _streamCreatedAt;
    private readonly List<int> _sequences;
    private readonly List<string> _types;
    private readonly List<DateTimeOffset> _occurredAt;
    private readonly List<long?> _settingsVersions;
    private readonly List<short> _deciderVersions;
    private readonly List<string> _parameters;
    private readonly List<string?> _replies;

    public EventRows()
    {
        _readKeys = _read.Column<string>(NpgsqlDbType.Text);
        _readIdentities = _read.Column<Guid>(NpgsqlDbType.Uuid);
        _streamIds = _insert.Column<long>(NpgsqlDbType.Bigint);
        _identities = _insert.Column<Guid>(NpgsqlDbType.Uuid);
        _streamCreatedAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        _sequences = _insert.Column<int>(NpgsqlDbType.Integer);
        _types = _insert.Column<string>(NpgsqlDbType.Text);
        _occurredAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        _settingsVersions = _insert.Column<long?>(NpgsqlDbType.Bigint);
        _deciderVersions = _insert.Column<short>(NpgsqlDbType.Smallint);
        _parameters = _insert.Column<string>(NpgsqlDbType.Jsonb);
        _replies = _insert.Column<string?>(NpgsqlDbType.Text);
    }

    public bool AppendRead(NpgsqlBatch batch, IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.StreamKey is not null))
        {
            _readKeys.Add(entry.StreamKey!);
            _readIdentities.Add(entry.Identity);
            _read.EndRow();
        }
        return _read.AppendTo(batch);
    }

    public void TakeKnown(NpgsqlDataReader reader) =>
        _known[(reader.GetString(1), reader.GetGuid(0))] = reader.IsDBNull(2) ? null : reader.GetString(2);

    /// <summary>Whether the event was decided before, in the database or earlier in this transaction.</summary>
    public bool IsKnown(JournalEntry entry, out string? reply) =>
        _known.TryGetValue((entry.StreamKey!, entry.Identity), out reply);

    public void Add(JournalEntry entry, StreamRow stream, StreamDecision decision)
    {
        _known[(entry.StreamKey!, entry.Identity)] = decision.Reply;
        _streamIds.Add(stream.StreamId);
        _identities.Add(entry.Identity);
        _streamCreatedAt.Add(stream.CreatedAt);
        _sequences.Add(decision.Sequence);
        _types.Add(entry.Type);
        _occurredAt.Add(entry.At);
        _settingsVersions.Add(decision.SettingsVersion);
        _deciderVersions.Add(decision.DeciderVersion);
        _parameters.Add(entry.ParametersJson);
        _replies.Add(decision.Reply);
        _insert.EndRow();
    }

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear()
    {
        _read.Clear();
        _insert.Clear();
        _known.Clear();
    }
}
