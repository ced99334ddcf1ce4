using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using TwilioServer.Tenants;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Messages;

/// <summary>The streams of messages. A message is found by its intent's key, and by its SID once Twilio gave one.</summary>
/// <param name="tenants">The tenant as it is now; null for one that is not known.</param>
public sealed class MessageStreams(Func<Guid, Tenant?> tenants) : IStreamStore
{
    private readonly BulkStatement<string> _read = new BulkStatement<string>("Messages/read-messages").With(
        Text,
        key => key
    );
    private readonly BulkStatement<NewMessage> _received = MessageRows.Insert();
    private readonly BulkStatement<(MessageState, DateTimeOffset)> _updated = MessageRows.Update();
    private readonly Dictionary<long, MessageState> _states = [];
    private readonly HashSet<long> _new = [];
    private readonly Dictionary<long, DateTimeOffset> _changed = [];

    public StreamKind Kind => StreamKind.Message;

    public void Need(string streamKey) => _read.Add(streamKey);

    public bool AppendRead(NpgsqlBatch batch) => _read.AppendTo(batch);

    public void TakeState(NpgsqlDataReader reader)
    {
        var state = MessageRows.Read(reader);
        _states[state.MessageId] = state;
    }

    public StreamDecision? Decide(JournalEntry entry, StreamRow stream, ContactState? contact)
    {
        var isNew = !_states.TryGetValue(stream.StreamId, out var before);
        if (MessageFold.Apply(before, entry, stream, contact, tenants(stream.TenantId)) is not var (state, decision))
            return null;
        if (isNew)
            _new.Add(stream.StreamId);
        _states[stream.StreamId] = state;
        _changed[stream.StreamId] = entry.At;
        return decision;
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        foreach (var (id, changedAt) in _changed)
        {
            if (_new.Contains(id))
                _received.Add(new NewMessage(_states[id], null));
            else
                _updated.Add((_states[id], changedAt));
        }
        _received.AppendTo(batch);
        _updated.AppendTo(batch);
    }

    public void Clear()
    {
        _read.Clear();
        _received.Clear();
        _updated.Clear();
        _states.Clear();
        _new.Clear();
        _changed.Clear();
    }
}
