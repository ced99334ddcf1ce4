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
    private readonly Dictionary<string, StreamKind> _needed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalEntry> _creators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamRow> _locked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public StreamKeyRows() => _lockKeys = _lock.Column<string>(NpgsqlDbType.Text);

    /// <summary>The streams of this transaction, with their kinds.</summary>
    public IReadOnlyCollection<KeyValuePair<string, StreamKind>> Needed => _needed;

    /// <summary>
    /// Adds the statement that makes the keys of streams that may be new, in the order of the keys: two writers never
    /// wait for each other in a ring.
    /// </summary>
    public bool AppendMake(NpgsqlBatch batch, IReadOnlyList<JournalEntry> entries, StreamIds ids)
    {
        foreach (var entry in entries)
        {
            if (entry.StreamKey is not { } key)
                continue;
            if (_needed.TryAdd(key, entry.Kind))
            {
                _lockKeys.Add(key);
                _lock.EndRow();
            }
            if (entry.CreatesStream)
                _creators.TryAdd(key, entry);
        }
        _lockKeys.Sort(StringComparer.Ordinal);
        foreach (var key in _lockKeys)
            if (_creators.TryGetValue(key, out var creator))
                _new.Add(key, ids.Next(), creator.TenantId, creator.At);
        return _new.Statement.AppendTo(batch);
    }

    /// <summary>A key made now is nobody else's until the commit: it needs no lock.</summary>
    public void TakeMade(NpgsqlDataReader reader) =>
        _locked[reader.GetString(0)] = new StreamRow(
            reader.GetInt64(1),
            reader.GetGuid(2),
            reader.GetFieldValue<DateTimeOffset>(3)
        );

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
        _needed.Clear();
        _creators.Clear();
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
