using System.Net;
using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>One log row for every delivery, and the events that failed.</summary>
internal sealed class LogRows(TimeProvider time)
{
    private readonly LogStatement _log = new();
    private readonly FailedStatement _failed = new();

    public void Add(JournalEntry entry, JournalOutcome outcome)
    {
        if (entry.Webhook is { } webhook)
            _log.Add(
                entry,
                webhook,
                Word(entry, outcome),
                (float)time.GetElapsedTime(webhook.StartedAt).TotalMilliseconds
            );
    }

    public void AddFailed(JournalEntry entry, string error) => _failed.Add(entry, error);

    public void AppendWrites(NpgsqlBatch batch)
    {
        _log.Statement.AppendTo(batch);
        _failed.Statement.AppendTo(batch);
    }

    public void Clear()
    {
        _log.Statement.Clear();
        _failed.Statement.Clear();
    }

    private static string Word(JournalEntry entry, JournalOutcome outcome) =>
        outcome switch
        {
            JournalOutcome.Duplicate => "duplicate",
            JournalOutcome.Failed => "failed",
            JournalOutcome.UnknownStream => entry.Kind == StreamKind.None ? "unknown-number" : "unknown-stream",
            _ => "processed",
        };

    private sealed class LogStatement
    {
        private readonly List<Guid> _deliveryIds;
        private readonly List<Guid> _webhookIds;
        private readonly List<string> _types;
        private readonly List<IPAddress?> _sourceIps;
        private readonly List<string?> _callSids;
        private readonly List<string?> _messageSids;
        private readonly List<Guid?> _tenantIds;
        private readonly List<string> _outcomes;
        private readonly List<float> _durations;
        private readonly List<string> _parameters;
        private readonly List<DateTimeOffset> _createdAt;

        public LogStatement()
        {
            _deliveryIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _webhookIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _types = Statement.Column<string>(NpgsqlDbType.Text);
            _sourceIps = Statement.Column<IPAddress?>(NpgsqlDbType.Inet);
            _callSids = Statement.Column<string?>(NpgsqlDbType.Text);
            _messageSids = Statement.Column<string?>(NpgsqlDbType.Text);
            _tenantIds = Statement.Column<Guid?>(NpgsqlDbType.Uuid);
            _outcomes = Statement.Column<string>(NpgsqlDbType.Text);
            _durations = Statement.Column<float>(NpgsqlDbType.Real);
            _parameters = Statement.Column<string>(NpgsqlDbType.Jsonb);
            _createdAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        }

        public BulkStatement Statement { get; } = new("Journal/insert-webhook-logs");

        public void Add(JournalEntry entry, WebhookDelivery webhook, string outcome, float durationMilliseconds)
        {
            _deliveryIds.Add(entry.DeliveryId);
            _webhookIds.Add(entry.Identity);
            _types.Add(webhook.Type);
            _sourceIps.Add(webhook.SourceIp);
            _callSids.Add(webhook.CallSid);
            _messageSids.Add(webhook.MessageSid);
            _tenantIds.Add(entry.TenantId == Guid.Empty ? null : entry.TenantId);
            _outcomes.Add(outcome);
            _durations.Add(durationMilliseconds);
            _parameters.Add(entry.ParametersJson);
            _createdAt.Add(entry.At);
            Statement.EndRow();
        }
    }

    private sealed class FailedStatement
    {
        private readonly List<Guid> _deliveryIds;
        private readonly List<Guid> _identities;
        private readonly List<string?> _streamKeys;
        private readonly List<string> _types;
        private readonly List<string> _parameters;
        private readonly List<string> _errors;
        private readonly List<DateTimeOffset> _createdAt;

        public FailedStatement()
        {
            _deliveryIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _identities = Statement.Column<Guid>(NpgsqlDbType.Uuid);
            _streamKeys = Statement.Column<string?>(NpgsqlDbType.Text);
            _types = Statement.Column<string>(NpgsqlDbType.Text);
            _parameters = Statement.Column<string>(NpgsqlDbType.Text);
            _errors = Statement.Column<string>(NpgsqlDbType.Text);
            _createdAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        }

        public BulkStatement Statement { get; } = new("Journal/insert-failed-events");

        public void Add(JournalEntry entry, string error)
        {
            _deliveryIds.Add(entry.DeliveryId);
            _identities.Add(entry.Identity);
            _streamKeys.Add(entry.StreamKey);
            _types.Add(entry.Type);
            _parameters.Add(entry.ParametersJson);
            _errors.Add(error);
            _createdAt.Add(entry.At);
            Statement.EndRow();
        }
    }
}
