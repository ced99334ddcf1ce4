using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using TwilioServer.Storage.Rows;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Calls;

/// <summary>The streams of calls: their rows, and their decider with what it may know.</summary>
/// <param name="around">What a tenant's calls are decided with now; null for a tenant that is not known.</param>
public sealed class CallStreams(Func<Guid, CallSurroundings?> around) : IStreamStore
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
        var before = _states.GetValueOrDefault(key);
        if (CallFold.Apply(before, entry, stream, contact, around(stream.TenantId)) is not var (state, decision))
            return null;
        if (decision.IsRefused)
            return decision;
        _states[key] = state;
        _changed[key] = entry.At;
        return decision;
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
}

/// <summary>What every webhook of a call says about it; a new call is made of it.</summary>
public sealed record CallOrigin(string From, string To, string Direction);
