using TwilioServer.Journal;

namespace TwilioServer.Calls;

/// <summary>How a call ends, by whichever word of it comes first.</summary>
internal static class CallEnd
{
    public static Decision<CallState> ChangeStatus(
        CallState state,
        string status,
        int? durationSeconds,
        CallContext context
    )
    {
        var ended = End(state, status, durationSeconds, context.Now);
        var awaitsTheDial = ended.Missed is null && state.TerminalStatus is null;
        return awaitsTheDial ? new(ended, null, ResolveAfter(ended, CallDecider.ResolveDelay)) : new(ended);
    }

    /// <summary>
    /// Twilio's own account of a call that ended: whatever did not reach us is made good here, and what did reach us
    /// stays as it was decided. There is no word of the forwarded leg left to wait for.
    /// </summary>
    public static Decision<CallState> Fetch(CallState state, CallFetched fetched, CallContext context)
    {
        var ended = End(state, fetched.CallStatus, fetched.DurationSeconds, fetched.EndedAt);
        if (fetched.Dial is not { } dial)
            return state.Accepted
                ? new(ended with { Missed = ended.Missed ?? false })
                : MissedCall.Decide(ended, WhyWithoutDial(state, fetched), null, context);
        if (ended.DialCallStatus is null)
            ended = Forwarding.Dialed(ended, dial);
        return Forwarding.WhyNotAnswered(state, dial, context) is { } reason
            ? MissedCall.Decide(ended, reason, null, context)
            : new(ended with { Missed = ended.Missed ?? false });
    }

    /// <summary>The timer: nothing told whether anybody answered, and nothing will.</summary>
    public static Decision<CallState> Resolve(CallState state, ResolveDue due, CallContext context) =>
        state.Accepted
            ? new(state with { Missed = false })
            : MissedCall.Decide(state, WhyUndecided(state, context), null, context);

    /// <summary>Nobody can tell how it ended; that it has is certain.</summary>
    public static Decision<CallState> Lose(CallState state, CallLost lost, CallContext context)
    {
        var ended = End(state, "failed", null, context.Now);
        return state.Accepted
            ? new(ended with { Missed = ended.Missed ?? false })
            : MissedCall.Decide(ended, "lost", null, context);
    }

    public static ScheduleJob ResolveAfter(CallState state, TimeSpan delay) =>
        new(
            CallDecider.ResolveJob,
            $"{CallDecider.ResolveJob}:{state.CallSid}",
            delay,
            CallJobs.Payload(state),
            CallDecider.ResolveRetry.MaxAttempts
        );

    private static CallState End(CallState state, string status, int? durationSeconds, DateTimeOffset at)
    {
        var known = state with { DurationSeconds = state.DurationSeconds ?? durationSeconds };
        return state.TerminalStatus is not null ? known : known with { TerminalStatus = status, EndedAt = at };
    }

    /// <summary>A call that completed though we never told Twilio what to do heard an error message.</summary>
    private static string WhyWithoutDial(CallState state, CallFetched fetched) =>
        state.Stage == CallStage.Received && fetched.CallStatus == "completed"
            ? "service-failure"
            : WhyUndecided(state, null);

    private static string WhyUndecided(CallState state, CallContext? context) =>
        context is not null && state is { Stage: CallStage.Voicemail, DialCallStatus: null, TerminalStatus: null }
            ? context.Conditions.IsPaused
                ? CallDecider.Maintenance
                : Forwarding.WhyNobody(context)
            : "caller-hung-up";
}
