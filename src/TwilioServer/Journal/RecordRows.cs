using System.Net;
using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>What stays of each entry: a log row where it was delivered, an event row where it was decided.</summary>
internal sealed class RecordRows(TimeProvider time)
{
    private readonly RecordStatement _records = new();

    /// <summary>A delivery that made no event: a repeat, or one that concerns nothing known.</summary>
    public void Add(JournalEntry entry, JournalOutcome outcome)
    {
        if (entry.Webhook is null)
            return;
        AddDelivery(entry, outcome);
        _records.AddNoEvent();
    }

    /// <summary>An entry that was decided now.</summary>
    public void Add(JournalEntry entry, StreamRow stream, StreamDecision decision)
    {
        AddDelivery(entry, JournalOutcome.Processed);
        _records.AddEvent(stream, entry.Type, decision);
    }

    public void AppendWrites(NpgsqlBatch batch) => _records.Statement.AppendTo(batch);

    public void Clear() => _records.Statement.Clear();

    private void AddDelivery(JournalEntry entry, JournalOutcome outcome)
    {
        _records.AddCommon(entry);
        if (entry.Webhook is { } webhook)
            _records.AddLog(
                webhook,
                entry.TenantId,
                Word(entry, outcome),
                (float)time.GetElapsedTime(webhook.StartedAt).TotalMilliseconds
            );
        else
            _records.AddNoLog();
    }

    private static string Word(JournalEntry entry, JournalOutcome outcome) =>
        outcome switch
        {
            JournalOutcome.Duplicate => "duplicate",
            JournalOutcome.Failed => "failed",
            JournalOutcome.UnknownStream => entry.Kind == StreamKind.None ? "unknown-number" : "unknown-stream",
            _ => "processed",
        };

    private sealed class RecordStatement
    {
        private readonly List<Guid> _deliveryIds;
        private readonly List<Guid> _identities;
        private readonly List<string> _parameters;
        private readonly List<DateTimeOffset> _at;
        private readonly List<string?> _webhookTypes;
        private readonly List<IPAddress?> _sourceIps;
        private readonly List<string?> _callSids;
        private readonly List<string?> _messageSids;
        private readonly List<Guid?> _tenantIds;
        private readonly List<string?> _outcomes;
        private readonly List<float?> _durations;
        private readonly List<long?> _streamIds;
        private readonly List<DateTimeOffset?> _streamCreatedAt;
        private readonly List<int?> _sequences;
        private readonly List<string?> _types;
        private readonly List<long?> _settingsVersions;
        private readonly List<short?> _deciderVersions;
        private readonly List<string?> _replies;

        public RecordStatement()
        {
            _deliveryIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _identities = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _parameters = Statement.Column<string>(NpgsqlDbType.Jsonb);
            _at = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
            _webhookTypes = Statement.Column<string?>(NpgsqlDbType.Text);
            _sourceIps = Statement.Column<IPAddress?>(NpgsqlDbType.Inet);
            _callSids = Statement.Column<string?>(NpgsqlDbType.Text);
            _messageSids = Statement.Column<string?>(NpgsqlDbType.Text);
            _tenantIds = Statement.Column<Guid?>(NpgsqlDbType.Uuid);
            _outcomes = Statement.Column<string?>(NpgsqlDbType.Text);
            _durations = Statement.Column<float?>(NpgsqlDbType.Real);
            _streamIds = Statement.Column<long?>(NpgsqlDbType.Bigint);
            _streamCreatedAt = Statement.Column<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
            _sequences = Statement.Column<int?>(NpgsqlDbType.Integer);
            _types = Statement.Column<string?>(NpgsqlDbType.Text);
            _settingsVersions = Statement.Column<long?>(NpgsqlDbType.Bigint);
            _deciderVersions = Statement.Column<short?>(NpgsqlDbType.Smallint);
            _replies = Statement.Column<string?>(NpgsqlDbType.Text);
        }

        public BulkStatement Statement { get; } = new("Journal/insert-records");

        public void AddCommon(JournalEntry entry)
        {
            _deliveryIds.Add(entry.DeliveryId);
            _identities.Add(entry.Identity);
            _parameters.Add(entry.ParametersJson);
            _at.Add(entry.At);
            Statement.EndRow();
        }

        public void AddLog(WebhookDelivery webhook, Guid tenantId, string outcome, float durationMilliseconds)
        {
            _webhookTypes.Add(webhook.Type);
            _sourceIps.Add(webhook.SourceIp);
            _callSids.Add(webhook.CallSid);
            _messageSids.Add(webhook.MessageSid);
            _tenantIds.Add(tenantId == Guid.Empty ? null : tenantId);
            _outcomes.Add(outcome);
            _durations.Add(durationMilliseconds);
        }

        public void AddNoLog()
        {
            _webhookTypes.Add(null);
            _sourceIps.Add(null);
            _callSids.Add(null);
            _messageSids.Add(null);
            _tenantIds.Add(null);
            _outcomes.Add(null);
            _durations.Add(null);
        }

        public void AddEvent(StreamRow stream, string type, StreamDecision decision)
        {
            _streamIds.Add(stream.StreamId);
            _streamCreatedAt.Add(stream.CreatedAt);
            _sequences.Add(decision.Sequence);
            _types.Add(type);
            _settingsVersions.Add(decision.SettingsVersion);
            _deciderVersions.Add(decision.DeciderVersion);
            _replies.Add(decision.Reply);
        }

        public void AddNoEvent()
        {
            _streamIds.Add(null);
            _streamCreatedAt.Add(null);
            _sequences.Add(null);
            _types.Add(null);
            _settingsVersions.Add(null);
            _deciderVersions.Add(null);
            _replies.Add(null);
        }
    }
}
