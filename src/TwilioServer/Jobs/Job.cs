using TwilioServer.Journal;

namespace TwilioServer.Jobs;

/// <summary>A claimed job.</summary>
public sealed record Job(
    long JobId,
    string Kind,
    Guid? TenantId,
    string Payload,
    int Attempt,
    int MaxAttempts,
    long NodeId
)
{
    public JobClaim Claim => new(JobId, NodeId, Attempt);
}

/// <summary>How a handler left its job.</summary>
public enum JobResult
{
    /// <summary>The runner ends it.</summary>
    Done,

    /// <summary>An event ended it, in the transaction that recorded the outcome.</summary>
    EndedByEvent,
}

/// <summary>Does the work of one kind of job. What it throws is operational: the runner logs it once and tries again.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>How many of this kind run at once in a process.</summary>
    int Concurrency { get; }

    /// <summary>How often it is tried, and how long it waits in between.</summary>
    RetryClass Retry => RetryClass.Prompt;

    /// <param name="job">The job, as it was claimed.</param>
    /// <param name="cancellation">
    /// Set when the process stops, the job is canceled, or it was given to another process. A handler that must not
    /// stop half-way heeds it only where stopping is safe: what it finishes counts.
    /// </param>
    Task<JobResult> RunAsync(Job job, CancellationToken cancellation);
}
