using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>Fires a call's timer: it ended a moment ago and nothing told whether anybody answered.</summary>
public sealed class ResolveCallHandler(OwnEvents events) : IJobHandler
{
    public string Kind => CallDecider.ResolveJob;

    public int Concurrency => 16;

    public RetryClass Retry => CallDecider.ResolveRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        var due = new ResolveDue();
        CrashPoints.Reach(CrashPoints.ResolveBeforeEvent);
        await events.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            due.Type,
            due,
            "{}",
            end: JobEnd.Done,
            contact: PhoneNumber.CanBeTexted(call.From) ? new ContactKey(call.TenantId, call.From) : null,
            cancellation: cancellation
        );
        return JobResult.EndedByEvent;
    }
}
