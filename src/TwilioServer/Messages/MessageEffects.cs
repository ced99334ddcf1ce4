using Npgsql;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>Writes the intents to send, each with its job, and the attempts at sending.</summary>
internal sealed class MessageEffects(JobRows jobs) : IEffectWriter
{
    private readonly BulkStatement<NewMessage> _queued = MessageRows.Insert();
    private readonly AttemptRows _attempts = new();

    public bool TryAdd(Effect effect, EffectContext context)
    {
        switch (effect)
        {
            case QueueText text:
                Queue(text, context);
                return true;
            case StartSendAttempt started:
                _attempts.Start(context, started.Attempt);
                return true;
            case SettleSendAttempt settled:
                _attempts.Settle(context, settled);
                return true;
            default:
                return false;
        }
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        _queued.AppendTo(batch);
        _attempts.AppendWrites(batch);
    }

    public void Clear()
    {
        _queued.Clear();
        _attempts.Clear();
    }

    private void Queue(QueueText text, EffectContext context)
    {
        var intentId = context.NewId();
        var message = MessageFold.Queued(
            text,
            context.NewStream(MessageState.KeyOf(intentId)),
            intentId,
            context.Stream.TenantId,
            context.Entry.At
        );
        context.QueuedMessageId = message.MessageId;
        _queued.Add(new NewMessage(message, context.Entry.Kind == StreamKind.Call ? context.Stream.StreamId : null));
        jobs.Add(
            MessageJobs.Send(message) with
            {
                After = text.After,
            },
            message.TenantId,
            message.MessageId,
            context.Entry.At
        );
    }
}
