using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>New rows of <c>jobs</c>, written with the state that wants them.</summary>
internal sealed class JobRows : IEffectWriter
{
    private readonly BulkStatement _insert = new("Jobs/insert-jobs");
    private readonly List<string> _kinds;
    private readonly List<string> _uniqueKeys;
    private readonly List<Guid> _tenantIds;
    private readonly List<long> _streamIds;
    private readonly List<string> _payloads;
    private readonly List<DateTimeOffset> _runAt;
    private readonly List<int> _maxAttempts;
    private readonly List<DateTimeOffset> _createdAt;

    public JobRows()
    {
        _kinds = _insert.Column<string>(NpgsqlDbType.Text);
        _uniqueKeys = _insert.Column<string>(NpgsqlDbType.Text);
        _tenantIds = _insert.Column<Guid>(NpgsqlDbType.Uuid);
        _streamIds = _insert.Column<long>(NpgsqlDbType.Bigint);
        _payloads = _insert.Column<string>(NpgsqlDbType.Jsonb);
        _runAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        _maxAttempts = _insert.Column<int>(NpgsqlDbType.Integer);
        _createdAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not ScheduleJob job)
            return false;
        Add(job, context.Stream.TenantId, context.Stream.StreamId, context.Entry.At);
        return true;
    }

    public void Add(ScheduleJob job, Guid tenantId, long streamId, DateTimeOffset now)
    {
        _kinds.Add(job.Kind);
        _uniqueKeys.Add(job.UniqueKey);
        _tenantIds.Add(tenantId);
        _streamIds.Add(streamId);
        _payloads.Add(job.PayloadJson);
        _runAt.Add(now + job.After);
        _maxAttempts.Add(job.MaxAttempts);
        _createdAt.Add(now);
        _insert.EndRow();
    }

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();
}
