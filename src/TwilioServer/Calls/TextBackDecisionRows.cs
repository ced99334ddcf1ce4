using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Calls;

/// <summary>Rows of <c>decisions</c>: one for each missed call, or the transaction fails.</summary>
public sealed class TextBackDecisionRows : IEffectWriter
{
    private readonly BulkStatement _insert = new("Calls/insert-decisions");
    private readonly List<long> _callIds;
    private readonly List<Guid> _tenantIds;
    private readonly List<string> _decisions;
    private readonly List<string> _reasons;
    private readonly List<long?> _messageIds;
    private readonly List<DateTimeOffset> _decidedAt;

    public TextBackDecisionRows()
    {
        _callIds = _insert.Column<long>(NpgsqlDbType.Bigint);
        _tenantIds = _insert.Column<Guid>(NpgsqlDbType.Uuid);
        _decisions = _insert.Column<string>(NpgsqlDbType.Text);
        _reasons = _insert.Column<string>(NpgsqlDbType.Text);
        _messageIds = _insert.Column<long?>(NpgsqlDbType.Bigint);
        _decidedAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not RecordTextBackDecision recorded)
            return false;
        _callIds.Add(context.Stream.StreamId);
        _tenantIds.Add(context.Stream.TenantId);
        _decisions.Add(recorded.Decision.Send ? "send" : "suppressed");
        _reasons.Add(recorded.Decision.Reason);
        _messageIds.Add(context.QueuedMessageId);
        _decidedAt.Add(context.Entry.At);
        _insert.EndRow();
        return true;
    }

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();
}
