using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>The streams of calls: their rows, and their decider with what it may know.</summary>
public sealed class CallStreams : IStreamStore
{
    private readonly TenantDirectory _tenants;
    private readonly BulkStatement _read = new("Calls/read-calls");
    private readonly List<string> _readKeys;
    private readonly CallRows _inserted = new("Calls/insert-calls");
    private readonly CallRows _updated = new("Calls/update-calls");
    private readonly Dictionary<string, CallState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _existing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _changed = new(StringComparer.Ordinal);

    public CallStreams(TenantDirectory tenants)
    {
        _tenants = tenants;
        _readKeys = _read.Column<string>(NpgsqlDbType.Text);
    }

    public StreamKind Kind => StreamKind.Call;

    public void Need(string streamKey)
    {
        _readKeys.Add(streamKey);
        _read.EndRow();
    }

    public bool AppendRead(NpgsqlBatch batch) => _read.AppendTo(batch);

    public void TakeState(NpgsqlDataReader reader)
    {
        var key = reader.GetString(0);
        _states[key] = CallRows.Read(reader);
        _existing.Add(key);
    }

    public StreamDecision Decide(JournalEntry entry, StreamRow stream, ContactState? contact)
    {
        var key = entry.StreamKey!;
        var tenant =
            _tenants.Find(stream.TenantId)
            ?? throw new InvalidOperationException($"Tenant {stream.TenantId} of call {key} is not known here.");
        if (!_states.TryGetValue(key, out var state))
            state = Begin((CallOrigin)entry.Origin!, key, stream);
        var context = new CallContext(tenant.Settings, entry.At, entry.BaseUrl, contact);
        var decision = CallDecider.Decide(state, (CallEvent)entry.Event!, context);
        _states[key] = decision.State;
        _changed[key] = entry.At;
        return new StreamDecision(
            decision.Reply,
            decision.Effects,
            decision.State.EventSequence,
            tenant.SettingsVersion,
            CallDecider.Version
        );
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        foreach (var (key, changedAt) in _changed)
            (_existing.Contains(key) ? _updated : _inserted).Add(_states[key], changedAt);
        _inserted.Statement.AppendTo(batch);
        _updated.Statement.AppendTo(batch);
    }

    public void Clear()
    {
        _read.Clear();
        _inserted.Statement.Clear();
        _updated.Statement.Clear();
        _states.Clear();
        _existing.Clear();
        _changed.Clear();
    }

    private static CallState Begin(CallOrigin origin, string callSid, StreamRow stream) =>
        new(stream.StreamId, callSid, stream.TenantId, origin.From, origin.To, origin.Direction, stream.CreatedAt);
}

/// <summary>What every webhook of a call says about it; a new call is made of it.</summary>
public sealed record CallOrigin(string From, string To, string Direction);
