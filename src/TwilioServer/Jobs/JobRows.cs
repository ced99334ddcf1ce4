using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Jobs;

/// <summary>New rows of <c>jobs</c>, written with the state that wants them.</summary>
internal sealed class JobRows : IEffectWriter
{
    private readonly BulkStatement<JobRow> _insert = new BulkStatement<JobRow>("Jobs/insert-jobs")
        .With(Text, row => row.Job.Kind)
        .With(Text, row => row.Job.UniqueKey)
        .With(Uuid, row => row.TenantId)
        .With(Bigint, row => row.StreamId)
        .With(Jsonb, row => row.Job.PayloadJson)
        .With(TimestampTz, row => row.Now + row.Job.After)
        .With(Integer, row => row.Job.MaxAttempts)
        .With(TimestampTz, row => row.Now);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not ScheduleJob job)
            return false;
        Add(job, context.Stream.TenantId, context.Stream.StreamId, context.TimersFrom);
        return true;
    }

    public void Add(ScheduleJob job, Guid tenantId, long streamId, DateTimeOffset now) =>
        _insert.Add(new JobRow(job, tenantId, streamId, now));

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();

    private readonly record struct JobRow(ScheduleJob Job, Guid TenantId, long StreamId, DateTimeOffset Now);
}
