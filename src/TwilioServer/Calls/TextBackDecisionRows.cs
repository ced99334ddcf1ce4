using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Calls;

/// <summary>Rows of <c>decisions</c>: one for each missed call, or the transaction fails.</summary>
public sealed class TextBackDecisionRows : IEffectWriter
{
    private readonly BulkStatement<DecisionRow> _insert = new BulkStatement<DecisionRow>("Calls/insert-decisions")
        .With(Bigint, row => row.Call.StreamId)
        .With(Uuid, row => row.Call.TenantId)
        .With(
            Text,
            row =>
                row.Decision.Send ? "send"
                : row.Decision.IsDeferred ? "deferred"
                : "suppressed"
        )
        .With(Text, row => row.Decision.Reason)
        .With(Bigint, row => row.MessageId)
        .With(TimestampTz, row => row.At);

    private readonly BulkStatement<(long CallId, long? MessageId)> _resolve = new BulkStatement<(
        long CallId,
        long? MessageId
    )>("Calls/resolve-decisions")
        .With(Bigint, row => row.CallId)
        .With(Bigint, row => row.MessageId);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is ResolveTextBack)
        {
            _resolve.Add((context.Stream.StreamId, context.QueuedMessageId));
            return true;
        }
        if (effect is not RecordTextBackDecision recorded)
            return false;
        _insert.Add(new DecisionRow(context.Stream, recorded.Decision, context.QueuedMessageId, context.Entry.At));
        return true;
    }

    public void AppendWrites(NpgsqlBatch batch)
    {
        _insert.AppendTo(batch);
        _resolve.AppendTo(batch);
    }

    public void Clear()
    {
        _insert.Clear();
        _resolve.Clear();
    }

    private readonly record struct DecisionRow(
        StreamRow Call,
        TextBackDecision Decision,
        long? MessageId,
        DateTimeOffset At
    );
}
