using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Messages;

/// <summary>The streams of messages. A message is found by its intent's key, and by its SID once Twilio gave one.</summary>
public sealed class MessageStreams : IStreamStore
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
        var happened = (MessageEvent)entry.Event!;
        var isNew = !_states.TryGetValue(stream.StreamId, out var state);
        state ??= Begin(happened, entry, stream);
        if (state is null)
            return null;
        var decision = MessageDecider.Decide(state, happened, entry.At);
        if (isNew)
            _new.Add(stream.StreamId);
        _states[stream.StreamId] = decision.State;
        _changed[stream.StreamId] = entry.At;
        return new StreamDecision(
            decision.Reply,
            decision.Effects,
            decision.State.EventSequence,
            null,
            MessageDecider.Version
        );
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        foreach (var (id, changedAt) in _changed)
        {
            if (_new.Contains(id))
                _received.Add(new NewMessage(_states[id], MessageClass.Inbound, null));
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

    private static MessageState? Begin(MessageEvent happened, JournalEntry entry, StreamRow stream) =>
        happened is MessageReceived received
            ? new MessageState(
                stream.StreamId,
                entry.DeliveryId,
                stream.TenantId,
                "inbound",
                received.From,
                received.To,
                received.Body,
                MessageStatus.Received,
                stream.CreatedAt,
                MessageSid: received.MessageSid
            )
            : null;
}
