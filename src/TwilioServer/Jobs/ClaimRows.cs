using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>The jobs that send a transaction's events: whether they are still theirs, and how they end with it.</summary>
internal sealed class ClaimRows
{
    private readonly BulkStatement _lock = new("Jobs/lock-claims");
    private readonly ClaimColumns _locks;
    private readonly HashSet<long> _held = [];
    private readonly BulkStatement _end = new("Jobs/end-jobs");
    private readonly ClaimColumns _ends;
    private readonly List<DateTimeOffset?> _retryAt;
    private readonly List<string?> _errors;
    private readonly List<DateTimeOffset> _endedAt;

    public ClaimRows()
    {
        _locks = new ClaimColumns(_lock);
        _ends = new ClaimColumns(_end);
        _retryAt = _end.Column<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
        _errors = _end.Column<string?>(NpgsqlDbType.Text);
        _endedAt = _end.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public bool AppendLock(NpgsqlBatch batch, IEnumerable<JournalEntry> entries)
    {
        foreach (
            var claim in entries
                .Where(e => e.NeedsClaim && e.Claim is not null)
                .Select(e => e.Claim!)
                .OrderBy(c => c.JobId)
        )
        {
            _locks.Add(claim);
            _lock.EndRow();
        }
        return _lock.AppendTo(batch);
    }

    public void TakeLocked(NpgsqlDataReader reader) => _held.Add(reader.GetInt64(0));

    public bool IsHeld(JobClaim? claim) => claim is not null && _held.Contains(claim.JobId);

    public void End(JournalEntry entry)
    {
        _ends.Add(entry.Claim ?? throw new InvalidOperationException("An event ends a job that it does not name."));
        _retryAt.Add(entry.JobEnd!.RetryAt);
        _errors.Add(entry.JobEnd.Error);
        _endedAt.Add(default);
        _end.EndRow();
    }

    public void AppendWrites(NpgsqlBatch batch, DateTimeOffset now)
    {
        for (var i = 0; i < _endedAt.Count; i++)
            _endedAt[i] = now;
        _end.AppendTo(batch);
    }

    public void Clear()
    {
        _lock.Clear();
        _end.Clear();
        _held.Clear();
    }

    private sealed class ClaimColumns(BulkStatement statement)
    {
        private readonly List<long> _jobIds = statement.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<long> _nodeIds = statement.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<int> _attempts = statement.Column<int>(NpgsqlDbType.Integer);

        public void Add(JobClaim claim)
        {
            _jobIds.Add(claim.JobId);
            _nodeIds.Add(claim.NodeId);
            _attempts.Add(claim.Attempt);
        }
    }
}
