using TwilioServer.Compliance;
using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>
/// Texts that follow the text-back while the caller does not answer: after some minutes, or on a later morning. They stop at
/// any answer, call or opt-out, and go out in the hours of the day alone.
/// </summary>
public static class FollowUp
{
    public const string Job = "call.follow-up";

    /// <summary>The job of the tenant's first follow-up; null where there is none.</summary>
    public static ScheduleJob? First(CallState call, CallContext context) => Next(call, 0, context);

    public static Decision<CallState> Due(CallState call, FollowUpDue due, CallContext context)
    {
        if (due.Index != call.FollowUps || Template(due.Index, context) is not { } template)
            return new(call);
        if (QuietHours.SpreadWaitFrom(call.From, context.Now, call.CallId * 7919) is var wait && wait != TimeSpan.Zero)
            return new(call, null, wait is { } hours ? [At(call, due.Index, context.Now + hours, context)] : []);
        var counted = call with { FollowUps = due.Index + 1 };
        if (due.IsAnswered || Stops(call, context))
            return new(counted);
        var body = context.Settings.Fill(template.Body, call.CallerCity);
        var text = new QueueText(
            MessageClass.FollowUp,
            call.To,
            call.From,
            Introduction.Complete(
                body,
                context.Contact?.IntroducedAt is not null,
                context.Settings.BusinessName,
                context.Settings.Phrases
            ),
            QuietHours.LeftFrom(call.From, context.Now)
        );
        return new(counted, null, Next(call, due.Index + 1, context) is { } next ? [text, next] : [text]);
    }

    private static bool Stops(CallState call, CallContext context) =>
        !call.Features.HasFlag(Features.SmsAutomation)
        || context.Settings.TextBack == TextBackPolicy.Off
        || context.Contact is not { OptedOutAt: null } contact
        || contact.LastInboundAt >= call.CreatedAt;

    private static FollowUpText? Template(int index, CallContext context) =>
        index < context.Settings.Tenant.FollowUps.Count ? context.Settings.Tenant.FollowUps[index] : null;

    private static ScheduleJob? Next(CallState call, int index, CallContext context) =>
        Template(index, context) is { } text
            ? At(call, index, text.DueAfter(call.CreatedAt, context.Settings.Tenant.TimeZone), context)
            : null;

    private static ScheduleJob At(CallState call, int index, DateTimeOffset moment, CallContext context) =>
        new(
            Job,
            $"{Job}:{call.CallSid}:{index}:{moment.ToUnixTimeSeconds()}",
            moment > context.Now ? moment - context.Now : TimeSpan.Zero,
            CallJobs.Payload(call, index),
            CallDecider.ResolveRetry.MaxAttempts
        );
}
