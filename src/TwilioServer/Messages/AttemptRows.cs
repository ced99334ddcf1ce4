using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>Rows of <c>send_attempts</c>: one before each POST, settled after it.</summary>
internal sealed class AttemptRows
{
    private readonly BulkStatement _start = new("Messages/insert-attempts");
    private readonly List<long> _startIds;
    private readonly List<int> _startAttempts;
    private readonly List<long> _nodeIds;
    private readonly List<DateTimeOffset> _startedAt;
    private readonly BulkStatement _settle = new("Messages/settle-attempts");
    private readonly List<long> _settleIds;
    private readonly List<int> _settleAttempts;
    private readonly List<string> _outcomes;
    private readonly List<DateTimeOffset> _settledAt;

    public AttemptRows()
    {
        _startIds = _start.Column<long>(NpgsqlDbType.Bigint);
        _startAttempts = _start.Column<int>(NpgsqlDbType.Integer);
        _nodeIds = _start.Column<long>(NpgsqlDbType.Bigint);
        _startedAt = _start.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        _settleIds = _settle.Column<long>(NpgsqlDbType.Bigint);
        _settleAttempts = _settle.Column<int>(NpgsqlDbType.Integer);
        _outcomes = _settle.Column<string>(NpgsqlDbType.Text);
        _settledAt = _settle.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public void Start(EffectContext context, int attempt)
    {
        _startIds.Add(context.Stream.StreamId);
        _startAttempts.Add(attempt);
        _nodeIds.Add(context.Entry.Claim?.NodeId ?? 0);
        _startedAt.Add(context.Entry.At);
        _start.EndRow();
    }

    public void Settle(EffectContext context, SettleSendAttempt settled)
    {
        _settleIds.Add(context.Stream.StreamId);
        _settleAttempts.Add(settled.Attempt);
        _outcomes.Add(settled.Outcome);
        _settledAt.Add(context.Entry.At);
        _settle.EndRow();
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        _start.AppendTo(batch);
        _settle.AppendTo(batch);
    }

    public void Clear()
    {
        _start.Clear();
        _settle.Clear();
    }
}
