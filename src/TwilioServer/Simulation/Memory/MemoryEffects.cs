using TwilioServer.Journal;
using TwilioServer.Messages;

namespace TwilioServer.Simulation.Memory;

/// <summary>Writes what deciders ask for into tables in memory.</summary>
internal sealed class MemoryEffects(MemoryTables tables, Ambient ambient)
{
    /// <summary>Refuses before anything is written what the database's constraints would refuse.</summary>
    /// <exception cref="InvalidOperationException">The database would not take these effects.</exception>
    public void Check(IReadOnlyList<Effect> effects, StreamRow stream, JournalEntry entry)
    {
        foreach (var effect in effects)
            switch (effect)
            {
                case RecordTextBackDecision when tables.Decisions.ContainsKey(stream.StreamId):
                    throw new InvalidOperationException("The call has a decision already.");
                case ContactEffect change when entry.Contact != change.Contact:
                    throw new InvalidOperationException("A contact was decided about that was not locked.");
            }
    }

    public void Apply(IReadOnlyList<Effect> effects, StreamRow stream, JournalEntry entry)
    {
        long? queuedMessageId = null;
        foreach (var effect in effects)
            switch (effect)
            {
                case QueueText text:
                    queuedMessageId = Queue(text, stream, entry);
                    break;
                case RecordTextBackDecision recorded:
                    tables.Decisions.Add(
                        stream.StreamId,
                        new DecisionRow(recorded.Decision, queuedMessageId, entry.At)
                    );
                    break;
                case ResolveTextBack:
                    var decided = tables.Decisions[stream.StreamId];
                    tables.Decisions[stream.StreamId] = decided with
                    {
                        Decision = decided.Decision with { Send = true, IsDeferred = false },
                        MessageId = queuedMessageId,
                    };
                    break;
                case ContactEffect change:
                    tables.Contacts[change.Contact] = change.Apply(tables.Contacts[change.Contact], entry.At);
                    break;
                case ScheduleJob job:
                    tables.Jobs.Add(job, stream.TenantId, stream.StreamId, EffectContext.TimersOf(entry, ambient.Time));
                    break;
                case SaveRecording recording:
                    tables.Save(recording);
                    break;
                case StartSendAttempt started:
                    tables.StartAttempt(
                        stream.StreamId,
                        new AttemptRow(started.Attempt, entry.Claim?.NodeId ?? 0, entry.At, null)
                    );
                    break;
                case SettleSendAttempt settled:
                    tables.SettleAttempt(stream.StreamId, settled.Attempt, settled.Outcome);
                    break;
                case AddStreamKey added:
                    tables.StreamKeys.TryAdd(added.Key, stream);
                    break;
                default:
                    throw new InvalidOperationException($"Nobody writes the effect {effect.GetType().Name}.");
            }
    }

    private long Queue(QueueText text, StreamRow call, JournalEntry entry)
    {
        var intentId = ambient.NewId();
        var stream = new StreamRow(tables.NextStreamId(), call.TenantId, entry.At);
        var message = MessageFold.Queued(text, stream.StreamId, intentId, call.TenantId, entry.At);
        tables.StreamKeys[MessageState.KeyOf(intentId)] = stream;
        tables.Put(stream.StreamId, new MessageRow(message, entry.Kind == StreamKind.Call ? call.StreamId : null));
        tables.Jobs.Add(
            MessageJobs.Send(message) with
            {
                After = text.After,
            },
            call.TenantId,
            stream.StreamId,
            entry.At
        );
        return stream.StreamId;
    }
}
