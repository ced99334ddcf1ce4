using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>One event more in a message's stream, and how such streams begin: the same wherever states are kept.</summary>
public static class MessageFold
{
    /// <param name="state">Null before the first event.</param>
    /// <param name="contact">The other side's row; null where the event does not lock it.</param>
    /// <returns>Null when the message has no state yet and this event cannot begin one.</returns>
    public static (MessageState State, StreamDecision Decision)? Apply(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    )
    {
        var happened = (MessageEvent)entry.Event!;
        state ??= Received(happened, entry, stream) ?? Asked(happened, stream);
        if (state is null)
            return null;
        var decision = MessageDecider.Decide(
            state,
            happened,
            entry.At,
            contact,
            tenant?.SettingsFor(state.To, state.CreatedAt)
        );
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
        )
        {
            Class = text.Class,
            Author = text.Author,
            Generation = text.Generation,
            SendAt = text.After > TimeSpan.Zero ? now + text.After : null,
            MediaUrls = text.MediaUrls,
        };

    private static MessageState? Asked(MessageEvent happened, StreamRow stream) =>
        happened is SendAsked asked
            ? new MessageState(
                stream.StreamId,
                asked.IntentId,
                stream.TenantId,
                "outbound",
                asked.From,
                asked.To,
                asked.Body,
                MessageStatus.Queued,
                stream.CreatedAt,
                asked.ExpiresAt
            )
            {
                Class = asked.Class,
                MediaUrls = asked.MediaUrls,
                SendAt = asked.SendAt,
            }
            : null;

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
            {
                Class = MessageClass.Inbound,
                MediaUrls = received.MediaUrls,
            }
            : null;
}
