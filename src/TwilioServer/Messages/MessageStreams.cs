using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>The streams of messages. A message is found by its intent's key, and by its SID once Twilio gave one.</summary>
public sealed class MessageStreams : IStreamStore
{
    private readonly BulkStatement _read = new("Messages/read-messages");
    private readonly List<string> _readKeys;
    private readonly MessageRows _received = new();
    private readonly MessageUpdates _updated = new();
    private readonly Dictionary<long, MessageState> _states = [];
    private readonly HashSet<long> _new = [];
    private readonly Dictionary<long, DateTimeOffset> _changed = [];

    public MessageStreams() => _readKeys = _read.Column<string>(NpgsqlDbType.Text);

    public StreamKind Kind => StreamKind.Message;

    public void Need(string streamKey)
    {
        _readKeys.Add(streamKey);
        _read.EndRow();
    }

    public bool AppendRead(NpgsqlBatch batch) => _read.AppendTo(batch);

    public void TakeState(NpgsqlDataReader reader)
    {
        var state = MessageRows.Read(reader);
        _states[state.MessageId] = state;
    }

    public StreamDecision Decide(JournalEntry entry, StreamRow stream, ContactState? contact)
    {
        var happened = (MessageEvent)entry.Event!;
        var isNew = !_states.TryGetValue(stream.StreamId, out var state);
        state ??= Begin(happened, entry, stream);
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
                _received.Add(_states[id], MessageClass.Inbound, null);
            else
                _updated.Add(_states[id], changedAt);
        }
        _received.Statement.AppendTo(batch);
        _updated.Statement.AppendTo(batch);
    }

    public void Clear()
    {
        _read.Clear();
        _received.Statement.Clear();
        _updated.Statement.Clear();
        _states.Clear();
        _new.Clear();
        _changed.Clear();
    }

    private static MessageState Begin(MessageEvent happened, JournalEntry entry, StreamRow stream) =>
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
            : throw new InvalidOperationException($"A message cannot begin with {happened.Type}.");
}
