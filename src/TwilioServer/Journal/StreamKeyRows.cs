using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Journal;

/// <summary>The keys of streams: made, locked and read in the first round trip, and added to in the second.</summary>
internal sealed class StreamKeyRows : IEffectWriter
{
    private readonly BulkStatement<KeyRow> _made = Insert();
    private readonly BulkStatement<KeyRow> _added = Insert();
    private readonly BulkStatement<string> _lock = new BulkStatement<string>("Journal/lock-stream-keys").With(
        Text,
        key => key
    );
    private readonly SortedDictionary<string, StreamKind> _needed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalEntry> _creators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamRow> _locked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

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
            _needed.TryAdd(key, entry.Kind);
            if (entry.CreatesStream)
                _creators.TryAdd(key, entry);
        }
        foreach (var key in _needed.Keys)
        {
            _lock.Add(key);
            if (_creators.TryGetValue(key, out var creator))
                _made.Add(new KeyRow(key, ids.Next(), creator.TenantId, creator.BeganAt ?? creator.At, null));
        }
        return _made.AppendTo(batch);
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
            TakeMade(reader);
    }

    /// <summary>The locked stream, or null.</summary>
    public StreamRow? Find(string key) => _locked.GetValueOrDefault(key);

    /// <summary>Whether the stream exists but another transaction holds it.</summary>
    public bool IsHeldElsewhere(string key) => _known.Contains(key) && !_locked.ContainsKey(key);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not AddStreamKey added)
            return false;
        var (id, tenantId, createdAt) = context.Stream;
        _added.Add(new KeyRow(added.Key, id, tenantId, createdAt, context.Entry.StreamKey));
        return true;
    }

    /// <summary>The first key of a stream that begins with an effect.</summary>
    public void AddStream(string key, long streamId, Guid tenantId, DateTimeOffset createdAt) =>
        _added.Add(new KeyRow(key, streamId, tenantId, createdAt, null));

    public void AppendWrites(NpgsqlBatch batch) => _added.AppendTo(batch);

    public void Clear()
    {
        _made.Clear();
        _added.Clear();
        _lock.Clear();
        _needed.Clear();
        _creators.Clear();
        _locked.Clear();
        _known.Clear();
    }

    private static BulkStatement<KeyRow> Insert() =>
        new BulkStatement<KeyRow>("Journal/insert-stream-keys")
            .With(Text, row => row.Key)
            .With(Bigint, row => row.StreamId)
            .With(Uuid, row => row.TenantId)
            .With(TimestampTz, row => row.CreatedAt)
            .With(Text, row => row.AliasOf);

    private readonly record struct KeyRow(
        string Key,
        long StreamId,
        Guid TenantId,
        DateTimeOffset CreatedAt,
        string? AliasOf
    );
}
