using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>Words the text of a missed call where as-call-service has not.</summary>
public sealed class TextFallbackHandler(OwnEvents events) : IJobHandler
{
    public string Kind => TextBack.FallbackJob;

    public int Concurrency => 16;

    public RetryClass Retry => CallDecider.ResolveRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        var due = new TextDue();
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
