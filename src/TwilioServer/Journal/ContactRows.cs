using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Journal;

/// <summary>The contacts that a transaction decides about: made and locked first, changed at the end.</summary>
internal sealed class ContactRows : IEffectWriter
{
    private static readonly Comparer<ContactKey> Order = Comparer<ContactKey>.Create(
        static (a, b) =>
            a.TenantId.CompareTo(b.TenantId) is var byTenant and not 0
                ? byTenant
                : string.CompareOrdinal(a.PhoneNumber, b.PhoneNumber)
    );

    private readonly BulkStatement<ContactKey> _make = Keyed<ContactKey>("Journal/insert-contacts", key => key);
    private readonly BulkStatement<ContactKey> _lock = Keyed<ContactKey>("Journal/lock-contacts", key => key);
    private readonly BulkStatement<ContactRow> _update = Keyed<ContactRow>("Journal/update-contacts", row => row.Key)
        .With(TimestampTz, row => row.State.LastTextBackAt)
        .With(TimestampTz, row => row.State.OptedOutAt)
        .With(TimestampTz, row => row.State.LastInboundAt)
        .With(TimestampTz, row => row.State.IntroducedAt)
        .With(Text, row => row.State.Holder?.ToWord())
        .With(Uuid, row => row.State.CallServiceConversationId);
    private readonly BulkStatement<ConsentRow> _consents = Keyed<ConsentRow>(
            "Journal/insert-consents",
            row => row.Consent.Contact
        )
        .With(NpgsqlTypes.NpgsqlDbType.Boolean, row => row.Consent.IsGiven)
        .With(Text, row => row.Consent.How)
        .With(Bigint, row => row.StreamId)
        .With(TimestampTz, row => row.At);
    private readonly SortedSet<ContactKey> _needed = new(Order);
    private readonly Dictionary<ContactKey, ContactState> _locked = [];
    private readonly HashSet<ContactKey> _changed = [];

    /// <summary>Adds the statement that makes these entries' contacts, in order, and names them for the lock.</summary>
    public void AppendMake(NpgsqlBatch batch, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
            if (entry.Contact is { } contact)
                _needed.Add(contact);
        foreach (var key in _needed)
        {
            _make.Add(key);
            _lock.Add(key);
        }
        _make.AppendTo(batch);
    }

    public bool AppendLock(NpgsqlBatch batch) => _lock.AppendTo(batch);

    public void TakeLocked(NpgsqlDataReader reader) =>
        _locked[new ContactKey(reader.GetGuid(0), reader.GetString(1))] = new ContactState(
            reader.OrNull<DateTimeOffset>(2),
            reader.OrNull<DateTimeOffset>(3)
        )
        {
            LastInboundAt = reader.OrNull<DateTimeOffset>(4),
            IntroducedAt = reader.OrNull<DateTimeOffset>(5),
            Holder = reader.TextOrNull(6) is { } holder ? ConversationHolders.FromWord(holder) : null,
            CallServiceConversationId = reader.OrNull<Guid>(7),
        };

    /// <summary>The locked contact as this transaction left it so far, or null when another transaction holds it.</summary>
    public ContactState? Find(ContactKey key) => _locked.GetValueOrDefault(key);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not ContactEffect change)
            return false;
        Change(change, context.Entry.At);
        if (effect is RecordConsent consent)
            _consents.Add(new ConsentRow(consent, context.Stream.StreamId, context.Entry.At));
        return true;
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        foreach (var key in _changed)
            _update.Add(new ContactRow(key, _locked[key]));
        _update.AppendTo(batch);
        _consents.AppendTo(batch);
    }

    public void Clear()
    {
        _make.Clear();
        _lock.Clear();
        _update.Clear();
        _consents.Clear();
        _needed.Clear();
        _locked.Clear();
        _changed.Clear();
    }

    private void Change(ContactEffect change, DateTimeOffset at)
    {
        if (!_locked.TryGetValue(change.Contact, out var state))
            throw new InvalidOperationException("A contact was decided about that was not locked.");
        _locked[change.Contact] = change.Apply(state, at);
        _changed.Add(change.Contact);
    }

    private static BulkStatement<TRow> Keyed<TRow>(string sqlName, Func<TRow, ContactKey> key) =>
        new BulkStatement<TRow>(sqlName).With(Uuid, row => key(row).TenantId).With(Text, row => key(row).PhoneNumber);

    private readonly record struct ContactRow(ContactKey Key, ContactState State);

    private readonly record struct ConsentRow(RecordConsent Consent, long StreamId, DateTimeOffset At);
}
