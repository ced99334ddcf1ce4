using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Simulation.Memory;

/// <summary>The job table, in memory: one waiting or running job a unique key, claims that only their holder can use.</summary>
public sealed class MemoryJobs
{
    private readonly List<JobRow> _rows = [];
    private readonly Dictionary<string, long> _liveKeys = new(StringComparer.Ordinal);

    public IReadOnlyList<JobRow> Rows => _rows;

    /// <summary>Called when a job can be claimed from its moment on.</summary>
    public Action<JobRow>? Available { get; set; }

    public JobRow this[long jobId] => _rows[(int)jobId - 1];

    public void Add(ScheduleJob job, Guid tenantId, long streamId, DateTimeOffset now)
    {
        if (_liveKeys.ContainsKey(job.UniqueKey))
            return;
        var row = new JobRow(_rows.Count + 1, job, tenantId, streamId, JobState.Available, now, now + job.After);
        _rows.Add(row);
        _liveKeys[job.UniqueKey] = row.JobId;
        Available?.Invoke(row);
    }

    /// <summary>Gives a job to a node; null when it is not due, or not to be had any more.</summary>
    public Job? Claim(long jobId, long nodeId, DateTimeOffset now)
    {
        var row = this[jobId];
        if (row.State != JobState.Available || row.RunAt > now)
            return null;
        row = row with { State = JobState.Running, ClaimedBy = nodeId, Attempt = row.Attempt + 1 };
        Set(row);
        return new Job(
            jobId,
            row.Job.Kind,
            row.TenantId,
            row.Job.PayloadJson,
            row.Attempt,
            row.Job.MaxAttempts,
            nodeId
        );
    }

    public bool IsHeld(JobClaim? claim) =>
        claim is not null
        && this[claim.JobId] is var row
        && row.ClaimedBy == claim.NodeId
        && row.Attempt == claim.Attempt;

    /// <summary>Ends a job, unless it was given to somebody else meanwhile.</summary>
    public void End(JobClaim claim, JobEnd end)
    {
        if (!IsHeld(claim))
            return;
        var row = this[claim.JobId] with { ClaimedBy = null };
        row = row with { RunAt = end.RetryAt ?? row.RunAt, LastError = end.Error ?? row.LastError };
        if (end.RetryAt is null)
            Finish(row, JobState.Done);
        else
            GiveBack(row);
    }

    /// <summary>Puts a job aside; waiting is not failing.</summary>
    public void Postpone(JobClaim claim, DateTimeOffset until)
    {
        if (!IsHeld(claim))
            return;
        var row = this[claim.JobId];
        GiveBack(
            row with
            {
                ClaimedBy = null,
                RunAt = until,
                Job = row.Job with { MaxAttempts = row.Job.MaxAttempts + 1 },
            }
        );
    }

    /// <summary>Gives back what a node that ended was running.</summary>
    /// <returns>How many jobs that are.</returns>
    public int Rescue(long nodeId, IEnumerable<long> jobIds)
    {
        var rescued = 0;
        foreach (var jobId in jobIds)
            if (this[jobId] is { State: JobState.Running } row && row.ClaimedBy == nodeId)
            {
                GiveBack(row with { ClaimedBy = null, LastError = "The process that ran it ended." });
                rescued++;
            }
        return rescued;
    }

    private void GiveBack(JobRow row)
    {
        if (row.Attempt >= row.Job.MaxAttempts)
        {
            Finish(row, JobState.Dead);
            return;
        }
        Set(row with { State = JobState.Available });
        Available?.Invoke(this[row.JobId]);
    }

    private void Finish(JobRow row, JobState state)
    {
        Set(row with { State = state });
        _liveKeys.Remove(row.Job.UniqueKey);
    }

    private void Set(JobRow row) => _rows[(int)row.JobId - 1] = row;
}
