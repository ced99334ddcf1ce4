using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using TwilioServer.Storage.Rows;
using TwilioServer.Tenants;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Calls;

/// <summary>The streams of calls: their rows, and their decider with what it may know.</summary>
public sealed class CallStreams(TenantDirectory tenants) : IStreamStore
{
    private readonly BulkStatement<string> _read = new BulkStatement<string>("Calls/read-calls").With(Text, key => key);
    private readonly RowStatement<(CallState, DateTimeOffset)> _inserted = CallRows.Statement("Calls/insert-calls");
    private readonly RowStatement<(CallState, DateTimeOffset)> _updated = CallRows.Statement("Calls/update-calls");
    private readonly Dictionary<string, CallState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _existing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _changed = new(StringComparer.Ordinal);

    public StreamKind Kind => StreamKind.Call;

    public void Need(string streamKey) => _read.Add(streamKey);

    public bool AppendRead(NpgsqlBatch batch) => _read.AppendTo(batch);

    public void TakeState(NpgsqlDataReader reader)
    {
        var key = reader.GetString(0);
        _states[key] = CallRows.Read(reader);
        _existing.Add(key);
    }

    public StreamDecision? Decide(JournalEntry entry, StreamRow stream, ContactState? contact)
    {
        var key = entry.StreamKey!;
        if (!_states.TryGetValue(key, out var state) && entry.Origin is null)
            return null;
        var tenant =
            tenants.Find(stream.TenantId)
            ?? throw new InvalidOperationException($"Tenant {stream.TenantId} of call {key} is not known here.");
        state ??= Begin((CallOrigin)entry.Origin!, key, stream);
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
            (_existing.Contains(key) ? _updated : _inserted).Add((_states[key], changedAt));
        _inserted.AppendTo(batch);
        _updated.AppendTo(batch);
    }

    public void Clear()
    {
        _read.Clear();
        _inserted.Clear();
        _updated.Clear();
        _states.Clear();
        _existing.Clear();
        _changed.Clear();
    }

    private static CallState Begin(CallOrigin origin, string callSid, StreamRow stream) =>
        new(
            stream.StreamId,
            callSid,
            stream.TenantId,
            origin.From,
            origin.To,
            origin.Direction,
            stream.CreatedAt,
            EventSequence: stream.EventsBefore
        );
}

/// <summary>What every webhook of a call says about it; a new call is made of it.</summary>
public sealed record CallOrigin(string From, string To, string Direction);
