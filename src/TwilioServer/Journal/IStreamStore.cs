using Npgsql;

namespace TwilioServer.Journal;

/// <summary>
/// One kind of stream: how its states are read and written, and who decides its events. Each journal writer has its own
/// instance, filled for one transaction and then emptied.
/// </summary>
public interface IStreamStore
{
    StreamKind Kind { get; }

    /// <summary>Names a stream whose state the transaction needs.</summary>
    void Need(string streamKey);

    /// <summary>Adds the statement that reads the states; false when none is needed.</summary>
    bool AppendRead(NpgsqlBatch batch);

    /// <summary>Takes one row of that statement's result.</summary>
    void TakeState(NpgsqlDataReader reader);

    /// <summary>Decides an event, and keeps the new state for writing.</summary>
    /// <returns>Null when the stream has no state yet and this event cannot begin one.</returns>
    StreamDecision? Decide(JournalEntry entry, StreamRow stream, ContactState? contact);

    /// <summary>Adds the statements that write the new states.</summary>
    void AppendWrites(NpgsqlBatch batch);

    void Clear();
}

/// <summary>Writes the effects of one kind that deciders ask for.</summary>
public interface IEffectWriter
{
    /// <summary>Takes an effect if it is of this writer's kind.</summary>
    bool TryAdd(Effect effect, EffectContext context);

    /// <summary>Adds the statements that write what was taken.</summary>
    void AppendWrites(NpgsqlBatch batch);

    void Clear();
}

/// <summary>A stream's key row.</summary>
public sealed record StreamRow(long StreamId, Guid TenantId, DateTimeOffset CreatedAt)
{
    /// <summary>How many events a stream is known to have had whose state cannot be read; otherwise 0.</summary>
    public int EventsBefore { get; init; }
}

/// <summary>A decision without its state, which the store keeps.</summary>
/// <param name="Sequence">The event's number in its stream, from 1.</param>
public readonly record struct StreamDecision(
    string? Reply,
    IReadOnlyList<Effect> Effects,
    int Sequence,
    long? SettingsVersion,
    short DeciderVersion
)
{
    /// <summary>Whether the event cannot have come here: it is not kept, and nothing changes.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>What an effect's writer may need to know of the event, and where new streams come from.</summary>
public sealed class EffectContext
{
    private static readonly TimeSpan ImportSettles = TimeSpan.FromSeconds(5);

    private readonly StreamKeyRows _keys;
    private readonly StreamIds _ids;
    private readonly Ambient _ambient;

    internal EffectContext(JournalEntry entry, StreamRow stream, StreamKeyRows keys, StreamIds ids, Ambient ambient)
    {
        Entry = entry;
        Stream = stream;
        _keys = keys;
        _ids = ids;
        _ambient = ambient;
    }

    public JournalEntry Entry { get; }

    public StreamRow Stream { get; }

    /// <summary>The message that this event queued, for effects after it.</summary>
    public long? QueuedMessageId { get; set; }

    /// <summary>
    /// When a timer that this event starts begins to run. For an event that is imported late it is now and a while: what
    /// crossed it may lie in the spill of another node, and must come before anything is concluded from its absence.
    /// </summary>
    public DateTimeOffset TimersFrom => TimersOf(Entry, _ambient.Time);

    internal static DateTimeOffset TimersOf(JournalEntry entry, TimeProvider time) =>
        entry.Webhook?.AnsweredAfter is null ? entry.At : time.GetUtcNow() + ImportSettles;

    public Guid NewId() => _ambient.NewId();

    /// <summary>Begins another stream, found under this key.</summary>
    public long NewStream(string key)
    {
        var id = _ids.Next();
        _keys.AddStream(key, id, Stream.TenantId, Entry.At);
        return id;
    }
}
