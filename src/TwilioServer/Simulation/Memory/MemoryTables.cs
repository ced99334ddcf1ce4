using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Replay;
using TwilioServer.Tenants;

namespace TwilioServer.Simulation.Memory;

/// <summary>The journal's tables, in memory.</summary>
public sealed class MemoryTables
{
    /// <summary>The streams by their keys; one that has two keys stands here twice.</summary>
    public Dictionary<string, StreamRow> StreamKeys { get; } = new(StringComparer.Ordinal);

    public Dictionary<Guid, Tenant> Tenants { get; } = [];

    /// <summary>What is switched now, for all tenants.</summary>
    public CallConditions Conditions { get; set; } = CallConditions.Usual;

    public CallRules Rules { get; init; } = CallRules.Usual;

    public Dictionary<string, Guid> PhoneNumbers { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, CallState> Calls { get; } = [];

    public IReadOnlyDictionary<long, MessageRow> Messages => _messages;

    public Dictionary<long, DecisionRow> Decisions { get; } = [];

    public Dictionary<ContactKey, ContactState> Contacts { get; } = [];

    public Dictionary<string, SaveRecording> Recordings { get; } = new(StringComparer.Ordinal);

    /// <summary>The deliveries, by their ids.</summary>
    public Dictionary<Guid, DeliveryRow> WebhookLogs { get; } = [];

    /// <summary>Events that were kept aside, with why.</summary>
    public Dictionary<Guid, string> FailedEvents { get; } = [];

    public MemoryJobs Jobs { get; } = new();

    private readonly Dictionary<long, MessageRow> _messages = [];
    private readonly Dictionary<string, List<long>> _messagesTo = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<EventRow>> _events = [];
    private readonly Dictionary<(long StreamId, int Attempt), AttemptRow> _attempts = [];

    private long _streamIds;

    /// <summary>What a tenant's calls are decided with now.</summary>
    public CallSurroundings? Around(Guid tenantId) =>
        Tenants.TryGetValue(tenantId, out var tenant) ? new CallSurroundings(tenant, Conditions, Rules) : null;

    /// <summary>The texts to a number.</summary>
    public IEnumerable<MessageState> MessagesTo(string number) =>
        _messagesTo.GetValueOrDefault(number)?.Select(id => _messages[id].State) ?? [];

    /// <summary>Writes a text's row, new or changed.</summary>
    public void Put(long messageId, MessageRow row)
    {
        if (!_messages.ContainsKey(messageId))
        {
            if (!_messagesTo.TryGetValue(row.State.To, out var ids))
                _messagesTo[row.State.To] = ids = [];
            ids.Add(messageId);
        }
        _messages[messageId] = row;
    }

    public long NextStreamId() => ++_streamIds;

    /// <summary>A stream's events, in their order.</summary>
    public IReadOnlyList<EventRow> EventsOf(long streamId) => _events.GetValueOrDefault(streamId) ?? [];

    public EventRow? FindEvent(long streamId, Guid identity) =>
        _events.GetValueOrDefault(streamId)?.Find(row => row.Identity == identity);

    public void Add(long streamId, EventRow row)
    {
        if (!_events.TryGetValue(streamId, out var rows))
            _events[streamId] = rows = [];
        rows.Add(row);
    }

    /// <summary>A message's attempts, in their order.</summary>
    public IEnumerable<AttemptRow> AttemptsOf(long messageId)
    {
        for (var attempt = 1; _attempts.TryGetValue((messageId, attempt), out var row); attempt++)
            yield return row;
    }

    public void StartAttempt(long messageId, AttemptRow row) => _attempts.Add((messageId, row.Attempt), row);

    public void SettleAttempt(long messageId, int attempt, string outcome)
    {
        if (_attempts.TryGetValue((messageId, attempt), out var row))
            _attempts[(messageId, attempt)] = row with { Outcome = outcome };
    }

    /// <summary>The first word about a recording makes its row, later ones complete it, and an end stays.</summary>
    public void Save(SaveRecording recording)
    {
        if (!Recordings.TryGetValue(recording.RecordingSid, out var row))
        {
            Recordings[recording.RecordingSid] = recording;
            return;
        }
        Recordings[recording.RecordingSid] = row with
        {
            RecordingUrl = recording.RecordingUrl ?? row.RecordingUrl,
            DurationSeconds = recording.DurationSeconds ?? row.DurationSeconds,
            Channels = recording.Channels ?? row.Channels,
            Status = row.Status is "completed" or "absent" or "failed" ? row.Status : recording.Status,
        };
    }
}
