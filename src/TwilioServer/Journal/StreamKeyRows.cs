using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>The keys of streams: made, locked and read in the first round trip, and added to in the second.</summary>
internal sealed class StreamKeyRows : IEffectWriter
{
    private readonly InsertStatement _new = new();
    private readonly InsertStatement _further = new();
    private readonly BulkStatement _lock = new("Journal/lock-stream-keys");
    private readonly List<string> _lockKeys;
    private readonly Dictionary<string, StreamRow> _locked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public StreamKeyRows() => _lockKeys = _lock.Column<string>(NpgsqlDbType.Text);

    /// <summary>Adds the statements for these entries, in the order of their keys: two writers never wait in a ring.</summary>
    public void AppendReads(NpgsqlBatch batch, IEnumerable<JournalEntry> entries, StreamIds ids)
    {
        foreach (
            var group in entries
                .Where(e => e.StreamKey is not null)
                .GroupBy(e => e.StreamKey!, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
        )
        {
            _lockKeys.Add(group.Key);
            _lock.EndRow();
            if (group.FirstOrDefault(e => e.CreatesStream) is { } first)
                _new.Add(group.Key, ids.Next(), first.TenantId, first.At);
        }
        _new.Statement.AppendTo(batch);
    }

    public bool AppendLock(NpgsqlBatch batch) => _lock.AppendTo(batch);

    public void TakeLocked(NpgsqlDataReader reader)
    {
        var key = reader.GetString(0);
        if (reader.GetBoolean(4))
            _known.Add(key);
        if (!reader.IsDBNull(1))
            _locked[key] = new StreamRow(
                reader.GetInt64(1),
                reader.GetGuid(2),
                reader.GetFieldValue<DateTimeOffset>(3)
            );
    }

    /// <summary>The locked stream, or null.</summary>
    public StreamRow? Find(string key) => _locked.GetValueOrDefault(key);

    /// <summary>Whether the stream exists but another transaction holds it.</summary>
    public bool IsHeldElsewhere(string key) => _known.Contains(key) && !_locked.ContainsKey(key);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not AddStreamKey added)
            return false;
        _further.Add(added.Key, context.Stream.StreamId, context.Stream.TenantId, context.Stream.CreatedAt);
        return true;
    }

    public void AddKey(string key, long streamId, Guid tenantId, DateTimeOffset createdAt) =>
        _further.Add(key, streamId, tenantId, createdAt);

    public void AppendWrites(NpgsqlBatch batch) => _further.Statement.AppendTo(batch);

    public void Clear()
    {
        _new.Statement.Clear();
        _further.Statement.Clear();
        _lock.Clear();
        _locked.Clear();
        _known.Clear();
    }

    private sealed class InsertStatement
    {
        private readonly List<string> _keys;
        private readonly List<long> _ids;
        private readonly List<Guid> _tenants;
        private readonly List<DateTimeOffset> _createdAt;

        public InsertStatement()
        {
            _keys = Statement.Column<string>(NpgsqlDbType.Text);
            _ids = Statement.Column<long>(NpgsqlDbType.Bigint);
            _tenants = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _createdAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        }

        public BulkStatement Statement { get; } = new("Journal/insert-stream-keys");

        public void Add(string key, long id, Guid tenantId, DateTimeOffset createdAt)
        {
            _keys.Add(key);
            _ids.Add(id);
            _tenants.Add(tenantId);
            _createdAt.Add(createdAt);
            Statement.EndRow();
        }
    }
}
