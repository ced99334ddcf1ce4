using Npgsql;
using TwilioServer.Storage.Rows;

namespace TwilioServer.Journal;

/// <summary>The keys of streams: made, locked and read in the first round trip, and added to in the second.</summary>
internal sealed class StreamKeyRows : IEffectWriter
{
    private readonly RowStatement<KeyRow> _wanted = Statement("Journal/make-stream-keys");
    private readonly RowStatement<KeyRow> _added = Statement("Journal/insert-stream-keys");
    private readonly List<string> _existing = [];
    private readonly SortedDictionary<string, StreamKind> _needed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalEntry> _creators = new(StringComparer.Ordinal);
    private readonly Dictionary<long, KeyRow> _wantedById = [];
    private readonly Dictionary<string, StreamRow> _locked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ArchivedKeys _archived = new();

    /// <summary>The streams of this transaction, with their kinds.</summary>
    public IReadOnlyCollection<KeyValuePair<string, StreamKind>> Needed => _needed;

    /// <summary>
    /// Adds the statement that makes the keys of streams that may be new, in the order of the keys: two writers never
    /// wait for each other in a ring. It also tells the statements after it which keys were there before.
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
        if (_needed.Count == 0)
            return false;
        foreach (var key in _needed.Keys)
        {
            if (_creators.TryGetValue(key, out var creator))
                Want(new KeyRow(key, ids.Next(), creator.TenantId, Microseconds(creator.BeganAt ?? creator.At), null));
            else
                _existing.Add(key);
        }
        var command = _wanted.Command();
        command.Parameters.Add(new NpgsqlParameter<List<string>> { TypedValue = _existing });
        batch.BatchCommands.Add(command);
        return true;
    }

    /// <summary>A key made now is nobody else's until the commit: it needs no lock.</summary>
    public void TakeMade(NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(0))
            return;
        if (!reader.IsDBNull(2))
            foreach (var key in reader.GetFieldValue<string[]>(2))
                _archived.Add(key);
        foreach (var id in reader.GetFieldValue<long[]>(0))
        {
            var made = _wantedById[id];
            _locked[made.Key] = new StreamRow(id, made.TenantId, made.CreatedAt);
        }
    }

    public bool AppendLock(NpgsqlBatch batch)
    {
        if (_needed.Count == 0)
            return false;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Storage.Sql.Load("Journal/lock-stream-keys")));
        return true;
    }

    public void TakeLocked(NpgsqlDataReader reader)
    {
        var key = reader.GetString(0);
        if (reader.GetBoolean(4))
            _known.Add(key);
        if (reader.GetBoolean(5))
            _archived.Add(key);
        if (!reader.IsDBNull(1))
            _locked[key] = new StreamRow(
                reader.GetInt64(1),
                reader.GetGuid(2),
                reader.GetFieldValue<DateTimeOffset>(3)
            );
    }

    /// <summary>The locked stream, or null.</summary>
    public StreamRow? Find(string key) => _locked.GetValueOrDefault(key);

    /// <summary>
    /// Whether the stream exists but another transaction holds it, or its key comes back from the archive with this
    /// transaction: the next one finds it as if it had never been away.
    /// </summary>
    public bool IsHeldElsewhere(string key) =>
        _known.Contains(key) && !_locked.ContainsKey(key) || _archived.Contains(key);

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

    public void AppendWrites(NpgsqlBatch batch)
    {
        _archived.AppendRestore(batch);
        _added.AppendTo(batch);
    }

    public void Clear()
    {
        _wanted.Clear();
        _added.Clear();
        _existing.Clear();
        _needed.Clear();
        _creators.Clear();
        _wantedById.Clear();
        _locked.Clear();
        _known.Clear();
        _archived.Clear();
    }

    private void Want(KeyRow row)
    {
        _wanted.Add(row);
        _wantedById.Add(row.StreamId, row);
    }

    /// <summary>As the database keeps it, so that a stream's date is the same whether it was made now or read.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset moment) =>
        moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    private static RowStatement<KeyRow> Statement(string sqlName) =>
        new(
            sqlName,
            "stream_key_row",
            static (row, key) =>
            {
                row.Text(key.Key);
                row.Bigint(key.StreamId);
                row.Uuid(key.TenantId);
                row.TimestampTz(key.CreatedAt);
                row.Text(key.AliasOf);
            }
        );

    private readonly record struct KeyRow(
        string Key,
        long StreamId,
        Guid TenantId,
        DateTimeOffset CreatedAt,
        string? AliasOf
    );
}
