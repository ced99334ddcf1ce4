using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Jobs;

namespace TwilioServer.Journal;

/// <summary>
/// One transaction for many deliveries, in two round trips whatever their number. The first makes and locks the
/// streams' keys and reads their states in later statements (one that locks and reads at once would see an old
/// snapshot); then the deciders run; the second writes everything and commits.
/// </summary>
internal sealed partial class JournalTransaction(JournalParts parts, Ambient ambient, ILogger logger)
{
    private readonly IReadOnlyList<IStreamStore> _stores = parts.CreateStores();
    private readonly IReadOnlyList<IEffectWriter> _effects = parts.CreateEffectWriters();
    private readonly StreamIds _ids = new();
    private readonly StreamKeyRows _keys = new();
    private readonly ContactRows _contacts = new();
    private readonly KnownEvents _known = new();
    private readonly RecordRows _records = new(ambient.Time);
    private readonly FailedRows _failed = new();
    private readonly ClaimRows _claims = new();
    private readonly List<(JournalEntry Entry, JournalReply Reply)> _decided = [];
    private readonly List<JournalEntry> _held = [];
    private readonly List<Action<NpgsqlDataReader>> _readers = [];

    /// <summary>Whether the last transaction wrote jobs that could run now.</summary>
    public bool WroteJobs { get; private set; }

    /// <summary>Commits the entries, and answers those that were decided.</summary>
    /// <returns>The entries whose stream another transaction holds: they go into the next one.</returns>
    public async Task<IReadOnlyList<JournalEntry>> CommitAsync(
        NpgsqlConnection connection,
        IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation
    )
    {
        Clear();
        CrashPoints.Reach(CrashPoints.JournalBeforeRead);
        await _ids.EnsureAsync(connection, entries.Count * 2, cancellation);
        await ReadAsync(connection, entries, cancellation);
        CrashPoints.Reach(CrashPoints.JournalAfterRead);
        foreach (var entry in entries)
            Decide(entry);
        CrashPoints.Reach(CrashPoints.JournalBeforeCommit);
        foreach (var entry in entries)
            entry.MayBeRecorded = true;
        await WriteAsync(connection, cancellation);
        CrashPoints.Reach(CrashPoints.JournalAfterCommit);
        Answer(_decided);
        return [.. _held];
    }

    /// <summary>
    /// Tells all who wait, one after the other and away from the writer: it has the next transaction to write, and a
    /// thread woken for each of them would cost more than what it does.
    /// </summary>
    private static void Answer(List<(JournalEntry Entry, JournalReply Reply)> decided)
    {
        if (decided.Count == 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static answers =>
            {
                foreach (var (entry, reply) in answers)
                    entry.Complete(reply);
            },
            decided.ToArray(),
            preferLocal: false
        );
    }

    private async Task ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        Expect(_keys.AppendMake(batch, entries, _ids), _keys.TakeMade);
        _contacts.AppendMake(batch, entries);
        Expect(_keys.AppendLock(batch), _keys.TakeLocked);
        Expect(_contacts.AppendLock(batch), _contacts.TakeLocked);
        Expect(_claims.AppendLock(batch, entries), _claims.TakeLocked);
        Expect(_known.AppendRead(batch, entries), _known.Take);
        foreach (var store in _stores)
        {
            foreach (var (key, kind) in _keys.Needed)
                if (kind == store.Kind)
                    store.Need(key);
            Expect(store.AppendRead(batch), store.TakeState);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var take in _readers)
        {
            while (await reader.ReadAsync(cancellation))
                take(reader);
            await reader.NextResultAsync(cancellation);
        }
    }

    /// <summary>Statements that were added answer in their order.</summary>
    private void Expect(bool added, Action<NpgsqlDataReader> take)
    {
        if (added)
            _readers.Add(take);
    }

    private void Decide(JournalEntry entry)
    {
        if (IsHeldElsewhere(entry))
        {
            _held.Add(entry);
            return;
        }
        var reply = Answer(entry);
        if (entry.JobEnd is not null && reply.Outcome is not (JournalOutcome.Fenced or JournalOutcome.Failed))
            _claims.End(entry, ambient.Time.GetUtcNow());
        if (reply.Outcome != JournalOutcome.Processed)
            _records.Add(entry, reply.Outcome);
        _decided.Add((entry, reply));
    }

    private bool IsHeldElsewhere(JournalEntry entry) =>
        entry.StreamKey is { } key && (_keys.IsHeldElsewhere(key) || _held.Exists(held => held.StreamKey == key))
        || entry.Contact is { } contact && _contacts.Find(contact) is null;

    private JournalReply Answer(JournalEntry entry)
    {
        if (entry.NeedsClaim && !_claims.IsHeld(entry.Claim))
            return new JournalReply(JournalOutcome.Fenced, null);
        if (entry.StreamKey is not { } key || _keys.Find(key) is not { } stream)
            return new JournalReply(JournalOutcome.UnknownStream, null);
        if (entry.OnlyTenant is { } tenantId && tenantId != stream.TenantId)
            return new JournalReply(JournalOutcome.UnknownStream, null);
        if (_known.Find(entry, out var stored))
            return new JournalReply(JournalOutcome.Duplicate, stored);
        if (!TryDecide(entry, stream, out var decided))
            return new JournalReply(JournalOutcome.Failed, null);
        if (decided is not { } decision)
            return new JournalReply(JournalOutcome.UnknownStream, null);
        if (decision.IsRefused)
            return new JournalReply(JournalOutcome.Refused, null);
        decision = decision with { Reply = entry.GivenReply ?? decision.Reply };
        _known.Add(entry, decision.Reply);
        _records.Add(entry, stream, decision);
        Apply(decision.Effects, new EffectContext(entry, stream, _keys, _ids, ambient));
        return new JournalReply(JournalOutcome.Processed, decision.Reply);
    }

    /// <summary>A decider that throws is a bug: its one event is kept aside, and the transaction goes on.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a decider throws concerns this one event.")]
    private bool TryDecide(JournalEntry entry, StreamRow stream, out StreamDecision? decision)
    {
        var contact = entry.Contact is { } contactKey ? _contacts.Find(contactKey) : null;
        try
        {
            decision = StoreOf(entry.Kind).Decide(entry, stream, contact);
            return true;
        }
        catch (Exception e)
        {
            Log.DeciderFailed(logger, e, entry.Type, entry.StreamKey, entry.DeliveryId);
            _failed.Add(entry, e.ToString());
            decision = null;
            return false;
        }
    }

    private IStreamStore StoreOf(StreamKind kind)
    {
        foreach (var store in _stores)
            if (store.Kind == kind)
                return store;
        throw new InvalidOperationException($"Nobody decides the events of a {kind} stream.");
    }

    private void Apply(IReadOnlyList<Effect> effects, EffectContext context)
    {
        foreach (var effect in effects)
        {
            WroteJobs |= effect is QueueText or ScheduleJob;
            if (
                !_keys.TryAdd(effect, context)
                && !_contacts.TryAdd(effect, context)
                && !_effects.Any(w => w.TryAdd(effect, context))
            )
                throw new InvalidOperationException($"Nobody writes the effect {effect.GetType().Name}.");
        }
    }

    private async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        _keys.AppendWrites(batch);
        _records.AppendWrites(batch);
        _failed.AppendWrites(batch);
        foreach (var store in _stores)
            store.AppendWrites(batch);
        foreach (var effects in _effects)
            effects.AppendWrites(batch);
        _contacts.AppendWrites(batch);
        _claims.AppendWrites(batch);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private void Clear()
    {
        WroteJobs = false;
        _decided.Clear();
        _held.Clear();
        _keys.Clear();
        _contacts.Clear();
        _readers.Clear();
        _known.Clear();
        _records.Clear();
        _failed.Clear();
        _claims.Clear();
        foreach (var store in _stores)
            store.Clear();
        foreach (var effects in _effects)
            effects.Clear();
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "Deciding {Type} for {StreamKey} failed; delivery {DeliveryId} is kept aside"
        )]
        public static partial void DeciderFailed(
            ILogger logger,
            Exception e,
            string type,
            string? streamKey,
            Guid deliveryId
        );
    }
}

/// <summary>What the features bring to the journal; each writer gets instances of its own.</summary>
public sealed record JournalParts(
    Func<IReadOnlyList<IStreamStore>> CreateStores,
    Func<IReadOnlyList<IEffectWriter>> CreateEffectWriters
);
