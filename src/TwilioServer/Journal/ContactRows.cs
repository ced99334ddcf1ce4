using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>The contacts that a transaction decides about: made and locked first, changed at the end.</summary>
internal sealed class ContactRows : IEffectWriter
{
    private readonly BulkStatement _insert = new("Journal/insert-contacts");
    private readonly BulkStatement _lock = new("Journal/lock-contacts");
    private readonly BulkStatement _update = new("Journal/update-contacts");
    private readonly Pair _inserted;
    private readonly Pair _toLock;
    private readonly Pair _updated;
    private readonly List<DateTimeOffset?> _lastTextBackAt;
    private readonly Dictionary<ContactKey, ContactState> _locked = [];
    private readonly HashSet<ContactKey> _changed = [];
    private readonly SortedSet<ContactKey> _needed = new(
        Comparer<ContactKey>.Create(
            static (a, b) =>
                a.TenantId.CompareTo(b.TenantId) is var byTenant and not 0
                    ? byTenant
                    : string.CompareOrdinal(a.PhoneNumber, b.PhoneNumber)
        )
    );

    public ContactRows()
    {
        _inserted = new Pair(_insert);
        _toLock = new Pair(_lock);
        _updated = new Pair(_update);
        _lastTextBackAt = _update.Column<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
    }

    /// <summary>Adds the insert for these entries' contacts, in order, and names them for the lock.</summary>
    public void AppendMake(NpgsqlBatch batch, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
            if (entry.Contact is { } contact)
                _needed.Add(contact);
        foreach (var key in _needed)
        {
            _inserted.Add(key);
            _insert.EndRow();
            _toLock.Add(key);
            _lock.EndRow();
        }
        _insert.AppendTo(batch);
    }

    public bool AppendLock(NpgsqlBatch batch) => _lock.AppendTo(batch);

    public void TakeLocked(NpgsqlDataReader reader) =>
        _locked[new ContactKey(reader.GetGuid(0), reader.GetString(1))] = new ContactState(
            reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2)
        );

    /// <summary>The locked contact as this transaction left it so far, or null when another transaction holds it.</summary>
    public ContactState? Find(ContactKey key) => _locked.GetValueOrDefault(key);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not MarkTextBack marked)
            return false;
        if (!_locked.ContainsKey(marked.Contact))
            throw new InvalidOperationException("A contact was decided about that was not locked.");
        _locked[marked.Contact] = new ContactState(context.Entry.At);
        _changed.Add(marked.Contact);
        return true;
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        foreach (var key in _changed)
        {
            _updated.Add(key);
            _lastTextBackAt.Add(_locked[key].LastTextBackAt);
            _update.EndRow();
        }
        _update.AppendTo(batch);
    }

    public void Clear()
    {
        _insert.Clear();
        _lock.Clear();
        _update.Clear();
        _needed.Clear();
        _locked.Clear();
        _changed.Clear();
    }

    private sealed class Pair(BulkStatement statement)
    {
        private readonly List<Guid> _tenants = statement.Column<Guid>(NpgsqlDbType.Uuid);
        private readonly List<string> _numbers = statement.Column<string>(NpgsqlDbType.Text);

        public void Add(ContactKey key)
        {
            _tenants.Add(key.TenantId);
            _numbers.Add(key.PhoneNumber);
        }
    }
}
