using System.Diagnostics.CodeAnalysis;
using TwilioServer.Journal;
using TwilioServer.Replay;

namespace TwilioServer.Simulation.Memory;

/// <summary>
/// The journal's semantics without a database: what <c>JournalTransaction</c> does for many entries in SQL, done for
/// one at a time on tables in memory. One conformance suite holds both to the same answers. Not for several threads.
/// </summary>
public sealed class MemoryJournal(MemoryTables tables, MemoryFolds folds, Ambient ambient) : IJournal
{
    private readonly MemoryEffects _effects = new(tables, ambient);
    private readonly List<(JournalEntry Entry, TaskCompletionSource<JournalReply> Reply)> _waiting = [];
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>Told of each entry that was committed, with the states around it.</summary>
    public Action<JournalStep>? Committed { get; set; }

    public Task<JournalReply> AppendAsync(JournalEntry entry)
    {
        if (entry.StreamKey is null || !_held.Contains(entry.StreamKey))
            return Task.FromResult(Commit(entry));
        var waiting = new TaskCompletionSource<JournalReply>();
        _waiting.Add((entry, waiting));
        return waiting.Task;
    }

    public Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation) => AppendAsync(entry);

    /// <summary>Another transaction holds this stream: its entries wait until it is released.</summary>
    public void Hold(string streamKey) => _held.Add(streamKey);

    /// <summary>Commits what waited, in its order.</summary>
    public void Release(string streamKey)
    {
        if (!_held.Remove(streamKey))
            return;
        var released = _waiting.FindAll(waiting => waiting.Entry.StreamKey == streamKey);
        _waiting.RemoveAll(waiting => waiting.Entry.StreamKey == streamKey);
        foreach (var (entry, reply) in released)
            reply.SetResult(Commit(entry));
    }

    private JournalReply Commit(JournalEntry entry)
    {
        var step = Answer(entry);
        if (entry.JobEnd is not null && step.Reply.Outcome is not (JournalOutcome.Fenced or JournalOutcome.Failed))
            tables.Jobs.End(
                entry.Claim ?? throw new InvalidOperationException("An event ends a job that it does not name."),
                entry.JobEnd
            );
        if (entry.Webhook is { } webhook)
            tables.WebhookLogs.TryAdd(
                entry.DeliveryId,
                new DeliveryRow(webhook.Type, webhook.CallSid, step.Reply.Outcome)
            );
        entry.Complete(step.Reply);
        Committed?.Invoke(step);
        return step.Reply;
    }

    private JournalStep Answer(JournalEntry entry)
    {
        if (entry.NeedsClaim && !tables.Jobs.IsHeld(entry.Claim))
            return JournalStep.Without(entry, JournalOutcome.Fenced);
        if (entry.StreamKey is not { } key)
            return JournalStep.Without(entry, JournalOutcome.UnknownStream);
        var isNew = !tables.StreamKeys.TryGetValue(key, out var stream);
        if (isNew && !entry.CreatesStream)
            return JournalStep.Without(entry, JournalOutcome.UnknownStream);
        stream ??= new StreamRow(tables.NextStreamId(), entry.TenantId, entry.BeganAt ?? entry.At);
        if (entry.OnlyTenant is { } tenantId && tenantId != stream.TenantId)
            return JournalStep.Without(entry, JournalOutcome.UnknownStream);
        if (tables.FindEvent(stream.StreamId, entry.Identity) is { } known)
            return JournalStep.Without(entry, JournalOutcome.Duplicate, known.Reply, stream);
        tables.StreamKeys[key] = stream;
        return Decide(entry, stream);
    }

    /// <summary>A decider that throws, or asks for what the tables refuse, costs its one event.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a decider throws concerns this one event.")]
    private JournalStep Decide(JournalEntry entry, StreamRow stream)
    {
        try
        {
            return entry.Kind == StreamKind.Call ? DecideCall(entry, stream) : DecideMessage(entry, stream);
        }
        catch (Exception e)
        {
            tables.FailedEvents[entry.DeliveryId] = e.ToString();
            return JournalStep.Without(entry, JournalOutcome.Failed);
        }
    }

    private JournalStep DecideCall(JournalEntry entry, StreamRow stream)
    {
        var before = tables.Calls.GetValueOrDefault(stream.StreamId);
        if (
            folds.Call(before, entry, stream, Contact(entry), tables.Around(stream.TenantId))
            is not var (state, decision)
        )
            return JournalStep.Without(entry, JournalOutcome.UnknownStream);
        if (decision.IsRefused)
            return JournalStep.Without(entry, JournalOutcome.Refused);
        decision = decision with { Reply = entry.GivenReply ?? decision.Reply };
        _effects.Check(decision.Effects, stream, entry);
        tables.Calls[stream.StreamId] = state;
        Keep(entry, stream, decision);
        return new JournalStep(entry, Processed(decision), stream, before, state, decision.Effects);
    }

    private JournalStep DecideMessage(JournalEntry entry, StreamRow stream)
    {
        var before = tables.Messages.GetValueOrDefault(stream.StreamId);
        if (
            folds.Message(
                before?.State,
                entry,
                stream,
                Contact(entry),
                tables.Tenants.GetValueOrDefault(stream.TenantId)
            )
            is not var (state, decision)
        )
            return JournalStep.Without(entry, JournalOutcome.UnknownStream);
        decision = decision with { Reply = entry.GivenReply ?? decision.Reply };
        _effects.Check(decision.Effects, stream, entry);
        tables.Put(stream.StreamId, new MessageRow(state, before?.CallId));
        Keep(entry, stream, decision);
        return new JournalStep(entry, Processed(decision), stream, before?.State, state, decision.Effects);
    }

    private void Keep(JournalEntry entry, StreamRow stream, StreamDecision decision)
    {
        tables.Add(
            stream.StreamId,
            new EventRow(
                entry.Identity,
                decision.Sequence,
                entry.Type,
                entry.At,
                entry.ParametersJson,
                decision.Reply,
                decision.SettingsVersion,
                decision.DeciderVersion
            )
        );
        _effects.Apply(decision.Effects, stream, entry);
    }

    private ContactState? Contact(JournalEntry entry)
    {
        if (entry.Contact is not { } key)
            return null;
        if (!tables.Contacts.TryGetValue(key, out var contact))
            tables.Contacts[key] = contact = ContactState.Unknown;
        return contact;
    }

    private static JournalReply Processed(StreamDecision decision) => new(JournalOutcome.Processed, decision.Reply);
}
