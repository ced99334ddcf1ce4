using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Neighbours;

/// <summary>Tells as-call-service that a call came in. Idempotent there, so whatever is not clear is tried again.</summary>
internal sealed class ReportIncomingHandler(OwnEvents events, ICallService client) : IJobHandler
{
    public string Kind => CallReporting.IncomingJob;

    public int Concurrency => 8;

    public RetryClass Retry => CallReporting.IncomingRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        var result = await client.ReportIncomingAsync(
            call.CallSid,
            call.From,
            call.To,
            call.Direction,
            call.TenantId,
            cancellation
        );
        if (result.Outcome is ReportOutcome.NotProcessed or ReportOutcome.Unknown)
            throw new NeighbourException($"as-call-service did not take an incoming call. {result.Reason}");
        var reported = new IncomingReported(result.Outcome == ReportOutcome.Accepted);
        await events.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            reported.Type,
            reported,
            CallReportJson.Write(reported),
            end: JobEnd.Done,
            cancellation: CancellationToken.None
        );
        return JobResult.EndedByEvent;
    }
}

/// <summary>A neighbour is away, or does not do what it should: the job is tried again.</summary>
public sealed class NeighbourException(string message) : Exception(message);
