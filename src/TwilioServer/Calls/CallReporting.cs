using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>What as-call-service is told of a call, and when: that it came in, and after that, once, that it was missed.</summary>
internal static class CallReporting
{
    public const string IncomingJob = "call.report-incoming";
    public const string MissedJob = "call.report-missed";

    /// <summary>The answers to <see cref="MissedReportRequested"/>.</summary>
    public const string Go = "go";
    public const string Nothing = "nothing";

    /// <summary>The first report may be repeated (it is idempotent there), so it is tried for hours.</summary>
    public static readonly RetryClass IncomingRetry = RetryClass.Prompt with { MaxAttempts = 40 };

    /// <summary>Counts only what surely did not arrive.</summary>
    public static readonly RetryClass MissedRetry = RetryClass.Prompt with { MaxAttempts = 20 };

    /// <summary>With a call's first event. It takes no caller whose number is withheld.</summary>
    public static Decision<CallState> Begin(Decision<CallState> decision, CallContext context)
    {
        var call = decision.State;
        if (!context.Rules.ReportsCalls || !PhoneNumber.CanBeTexted(call.From) || !PhoneNumber.IsE164(call.To))
            return decision;
        return new(
            call with
            {
                Report = CallReport.Incoming,
            },
            decision.Reply,
            [.. decision.Effects, Job(IncomingJob, call, IncomingRetry)]
        );
    }

    public static Decision<CallState> Told(CallState state, IncomingReported reported, CallContext context)
    {
        if (state.Report != CallReport.Incoming)
            return new(state);
        if (!reported.IsTaken)
            return new(state with { Report = CallReport.Refused });
        var told = state with { Report = CallReport.Told };
        return new(told, null, told.Missed is true ? Missed(told) : []);
    }

    /// <summary>With the event that makes a call missed, where it knows the call already.</summary>
    public static Effect[] Missed(CallState state) =>
        state.Report == CallReport.Told ? [Job(MissedJob, state, MissedRetry)] : [];

    /// <summary>The request may leave once. Who finds it permitted already comes after a worker that died over it.</summary>
    public static Decision<CallState> Permit(CallState state, MissedReportRequested requested, CallContext context) =>
        state.Report switch
        {
            CallReport.Told => new(state with { Report = CallReport.Sending }, Go),
            CallReport.Sending => new(state with { Report = CallReport.Unknown }, Nothing),
            _ => new(state, Nothing),
        };

    /// <summary>Its conversation with the caller is where the caller's texts go from then on.</summary>
    public static Decision<CallState> Settle(CallState state, MissedReportSettled settled, CallContext context)
    {
        if (state.Report is not CallReport.Sending && settled.Outcome != CallReport.Done)
            return new(state);
        var reported = state with
        {
            Report = settled.Outcome,
            ConversationId = state.ConversationId ?? settled.ConversationId,
        };
        return new(
            reported,
            null,
            context.Contact is not null && reported.ConversationId is { } conversation
                ? [new LinkConversation(new ContactKey(state.TenantId, state.From), conversation)]
                : []
        );
    }

    private static ScheduleJob Job(string kind, CallState call, RetryClass retry) =>
        new(kind, $"{kind}:{call.CallSid}", TimeSpan.Zero, CallJobs.Payload(call), retry.MaxAttempts);
}
