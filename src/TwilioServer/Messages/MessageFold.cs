using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>One event more in a message's stream, and how such streams begin: the same wherever states are kept.</summary>
public static class MessageFold
{
    /// <param name="state">Null before the first event.</param>
    /// <returns>Null when the message has no state yet and this event cannot begin one.</returns>
    public static (MessageState State, StreamDecision Decision)? Apply(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream
    )
    {
        var happened = (MessageEvent)entry.Event!;
        state ??= Received(happened, entry, stream);
        if (state is null)
            return null;
        var decision = MessageDecider.Decide(state, happened, entry.At);
        return (
            decision.State,
            new StreamDecision(
                decision.Reply,
                decision.Effects,
                decision.State.EventSequence,
                null,
                MessageDecider.Version
            )
        );
    }

    /// <summary>A text that a decider wants sent, before its first event.</summary>
    public static MessageState Queued(
        QueueText text,
        long messageId,
        Guid intentId,
        Guid tenantId,
        DateTimeOffset now
    ) =>
        new(
            messageId,
            intentId,
            tenantId,
            "outbound",
            text.From,
            text.To,
            text.Body,
            MessageStatus.Queued,
            now,
            now + text.Lifetime
        );

    private static MessageState? Received(MessageEvent happened, JournalEntry entry, StreamRow stream) =>
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
