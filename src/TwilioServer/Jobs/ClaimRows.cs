using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Jobs;

/// <summary>The jobs that send a transaction's events: whether they are still theirs, and how they end with it.</summary>
internal sealed class ClaimRows
{
    private readonly BulkStatement<JobClaim> _lock = Claimed<JobClaim>("Jobs/lock-claims", claim => claim);
    private readonly BulkStatement<JobEnding> _end = EndStatement();
    private readonly List<JobEnding> _endings = [];
    private readonly HashSet<long> _held = [];

    /// <summary>The statement that ends jobs which are still their claimants'.</summary>
    public static BulkStatement<JobEnding> EndStatement() =>
        Claimed<JobEnding>("Jobs/end-jobs", ending => ending.Claim)
            .With(TimestampTz, ending => ending.End.RetryAt)
            .With(Text, ending => ending.End.Error)
            .With(TimestampTz, ending => ending.At);

    public bool AppendLock(NpgsqlBatch batch, IEnumerable<JournalEntry> entries)
    {
        foreach (
            var claim in entries
                .Where(entry => entry is { NeedsClaim: true, Claim: not null })
                .Select(entry => entry.Claim!)
                .OrderBy(claim => claim.JobId)
        )
            _lock.Add(claim);
        return _lock.AppendTo(batch);
    }

    public void TakeLocked(NpgsqlDataReader reader) => _held.Add(reader.GetInt64(0));

    public bool IsHeld(JobClaim? claim) => claim is not null && _held.Contains(claim.JobId);

    public void End(JournalEntry entry, DateTimeOffset now) =>
        _endings.Add(
            new JobEnding(
                entry.Claim ?? throw new InvalidOperationException("An event ends a job that it does not name."),
                entry.JobEnd!,
                now
            )
        );

    /// <summary>In one order everywhere, so that two who end and rescue the same jobs never wait for each other.</summary>
    public void AppendWrites(NpgsqlBatch batch)
    {
        foreach (var ending in _endings.OrderBy(ending => ending.Claim.JobId))
            _end.Add(ending);
        _end.AppendTo(batch);
    }

    public void Clear()
    {
        _lock.Clear();
        _end.Clear();
        _endings.Clear();
        _held.Clear();
    }

    private static BulkStatement<TRow> Claimed<TRow>(string sqlName, Func<TRow, JobClaim> claim) =>
        new BulkStatement<TRow>(sqlName)
            .With(Bigint, row => claim(row).JobId)
            .With(Bigint, row => claim(row).NodeId)
            .With(Integer, row => claim(row).Attempt);
}

/// <summary>A job's end, as it is written.</summary>
internal sealed record JobEnding(JobClaim Claim, JobEnd End, DateTimeOffset At);
