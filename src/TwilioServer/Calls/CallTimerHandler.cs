using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>Fires one of a call's timers: the moment has come, and the call's decider says what that means.</summary>
public sealed class CallTimerHandler : IJobHandler
{
    private readonly OwnEvents _events;
    private readonly CallEvent _due;

    private CallTimerHandler(OwnEvents events, string kind, CallEvent due)
    {
        _events = events;
        _due = due;
        Kind = kind;
    }

    public string Kind { get; }

    public int Concurrency => 16;

    public RetryClass Retry => CallDecider.ResolveRetry;

    /// <summary>The call ended a moment ago and nothing told whether anybody answered.</summary>
    public static CallTimerHandler Resolve(OwnEvents events) => new(events, CallDecider.ResolveJob, new ResolveDue());

    /// <summary>as-call-service has not worded the text of a missed call in time.</summary>
    public static CallTimerHandler WordText(OwnEvents events) => new(events, TextBack.FallbackJob, new TextDue());

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        CrashPoints.Reach(CrashPoints.ResolveBeforeEvent);
        await _events.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            _due.Type,
            _due,
            "{}",
            end: JobEnd.Done,
            contact: PhoneNumber.CanBeTexted(call.From) ? new ContactKey(call.TenantId, call.From) : null,
            cancellation: cancellation
        );
        return JobResult.EndedByEvent;
    }
}
