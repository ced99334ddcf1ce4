using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Messages;

/// <summary>Rows of <c>send_attempts</c>: one before each POST, settled after it.</summary>
internal sealed class AttemptRows
{
    private readonly BulkStatement<AttemptRow> _start = Keyed("Messages/insert-attempts")
        .With(Bigint, row => row.NodeId)
        .With(TimestampTz, row => row.At)
        .With(Uuid, row => row.TenantId);

    private readonly BulkStatement<AttemptRow> _settle = Keyed("Messages/settle-attempts")
        .With(Text, row => row.Outcome)
        .With(TimestampTz, row => row.At);

    public void Start(EffectContext context, int attempt) =>
        _start.Add(
            new AttemptRow(
                context.Stream.StreamId,
                attempt,
                context.Entry.Claim?.NodeId ?? 0,
                "",
                context.Entry.At,
                context.Stream.TenantId
            )
        );

    public void Settle(EffectContext context, SettleSendAttempt settled) =>
        _settle.Add(
            new AttemptRow(
                context.Stream.StreamId,
                settled.Attempt,
                0,
                settled.Outcome,
                context.Entry.At,
                context.Stream.TenantId
            )
        );

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

    private static BulkStatement<AttemptRow> Keyed(string sqlName) =>
        new BulkStatement<AttemptRow>(sqlName).With(Bigint, row => row.MessageId).With(Integer, row => row.Attempt);

    private readonly record struct AttemptRow(
        long MessageId,
        int Attempt,
        long NodeId,
        string Outcome,
        DateTimeOffset At,
        Guid TenantId
    );
}
