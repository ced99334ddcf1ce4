using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Neighbours;

/// <summary>
/// Tells as-call-service that a call was missed: once. Permission is committed before the first byte; where nobody can
/// tell what became of the request, it is not made again, for each makes another conversation and another text there.
/// </summary>
internal sealed class ReportMissedHandler(OwnEvents events, ICallService client, Ambient ambient) : IJobHandler
{
    public string Kind => CallReporting.MissedJob;

    public int Concurrency => 8;

    public RetryClass Retry => CallReporting.MissedRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        var requested = new MissedReportRequested();
        cancellation.ThrowIfCancellationRequested();
        var permission = await events.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            requested.Type,
            requested,
            "{}",
            permission: true,
            cancellation: CancellationToken.None
        );
        if (permission.Body != CallReporting.Go)
            return JobResult.Done;
        CrashPoints.Reach(CrashPoints.ReportAfterPermission);
        var result = await client.ReportMissedAsync(call.CallSid, CancellationToken.None);
        CrashPoints.Reach(CrashPoints.ReportAfterPost);
        var settled = new MissedReportSettled(Meaning(result.Outcome), result.ConversationId);
        await events.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            settled.Type,
            settled,
            CallReportJson.Write(settled),
            end: End(job, result),
            contact: new ContactKey(call.TenantId, call.From),
            cancellation: CancellationToken.None
        );
        return JobResult.EndedByEvent;
    }

    private static CallReport Meaning(ReportOutcome outcome) =>
        outcome switch
        {
            ReportOutcome.Accepted => CallReport.Done,
            ReportOutcome.NotProcessed => CallReport.Told,
            ReportOutcome.Refused => CallReport.Refused,
            _ => CallReport.Unknown,
        };

    private JobEnd End(Job job, ReportResult result) =>
        result.Outcome == ReportOutcome.NotProcessed
            ? new JobEnd(
                ambient.Time.GetUtcNow() + Backoff.After(Retry, job.Attempt, ambient.NextDouble()),
                result.Reason
            )
            : JobEnd.Done;
}
