using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>Whether the caller of a missed call gets a text, and which.</summary>
public static class TextBack
{
    /// <summary>A text that comes later than this after the call surprises more than it helps.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<Effect> Decide(CallState call, CallContext context)
    {
        var reason = ReasonAgainst(call, context);
        if (reason is not null)
            return [new RecordTextBackDecision(new TextBackDecision(false, reason))];
        var mark = new MarkTextBack(new ContactKey(call.TenantId, call.From));
        var why = call.MissedReason ?? "missed";
        if (IsLeftToCallService(call, context))
            return
            [
                new RecordTextBackDecision(new TextBackDecision(false, why, IsDeferred: true)),
                mark,
                new ScheduleJob(
                    FallbackJob,
                    $"{FallbackJob}:{call.CallSid}",
                    FallbackAfter,
                    CallJobs.Payload(call),
                    CallDecider.ResolveRetry.MaxAttempts
                ),
            ];
        return
        [
            .. Texted(call, UsualBody(call, context), context),
            new RecordTextBackDecision(new TextBackDecision(true, why)),
            mark,
        ];
    }

    /// <summary>Whether as-call-service words the text: the tenant wants it, and it is told of the call.</summary>
    /// <remarks>
    /// It goes by the call alone, not by what its caller was sent before: a call that is folded again from its events knows
    /// nothing of that. Where there is to be no text at all, nobody words one.
    /// </remarks>
    internal static bool IsLeftToCallService(CallState call, CallContext context) =>
        context.Settings.TextBack == TextBackPolicy.CallService
        && (call.Report is CallReport.Incoming or CallReport.Told)
        && ReasonOfCall(call, context) is null;

    /// <summary>Whoever words the text first has worded it.</summary>
    public static Decision<CallState> Word(CallState call, string body, CallContext context)
    {
        if (!call.IsTextDue)
            return new(call, Taken);
        var worded = call with { IsTextDue = false };
        return new(worded, Queued, [.. Texted(call, body, context), new ResolveTextBack()]);
    }

    /// <summary>What the tenant says to the caller of a missed call.</summary>
    public static string UsualBody(CallState call, CallContext context) =>
        context.Settings.Fill(context.Settings.TextBackBody, call.CallerCity);

    private static IEnumerable<Effect> Texted(CallState call, string body, CallContext context)
    {
        var settings = context.Settings;
        yield return new QueueText(
            MessageClass.TextBack,
            call.To,
            call.From,
            Introduction.Complete(
                body,
                context.Contact?.IntroducedAt is not null,
                settings.BusinessName,
                settings.Phrases
            ),
            Left(call, context)
        );
        if (FollowUp.First(call, context) is { } job)
            yield return job;
    }

    public const string FallbackJob = "call.text-fallback";

    /// <summary>The answers to who words a text.</summary>
    public const string Queued = "queued";

    public const string Taken = "taken";

    /// <summary>as-call-service has so long to word the text.</summary>
    public static readonly TimeSpan FallbackAfter = TimeSpan.FromSeconds(3);

    internal static bool IsIgnored(CallState call, CallContext context)
    {
        foreach (var entry in context.Settings.Tenant.IgnoreList)
            if (PhoneNumber.Matches(entry, call.From))
                return true;
        return false;
    }

    private static string? ReasonAgainst(CallState call, CallContext context) =>
        ReasonOfCall(call, context) ?? ReasonOfContact(context);

    private static string? ReasonOfCall(CallState call, CallContext context)
    {
        if (!call.Features.HasFlag(Features.SmsAutomation))
            return "sms-automation-off";
        if (context.Settings.TextBack == TextBackPolicy.Off)
            return "tenant-off";
        if (!PhoneNumber.CanBeTexted(call.From))
            return "caller-unknown";
        if (IsIgnored(call, context))
            return "ignored";
        if (context.Settings.Tenant.SuppressUnverifiedCallers && CallerVerification.Failed(call.StirVerstat))
            return "caller-unverified";
        if (TextPlaces.ReasonAgainst(call.From, context.Settings.Tenant.TextPlaces, call.Features) is { } place)
            return place;
        return Left(call, context) <= TimeSpan.Zero ? "too-late" : null;
    }

    private static string? ReasonOfContact(CallContext context)
    {
        if (context.Contact?.OptedOutAt is not null)
            return "opted-out";
        return context.Contact?.LastTextBackAt is { } last && context.Now - last < context.Settings.TextBackWindow
            ? "within-window"
            : null;
    }

    /// <summary>
    /// What is left of the lifetime: a call may be found missed long after it ended. Twilio's clock dates the end of a
    /// call that was fetched; where it runs ahead of ours, the text has its whole lifetime and no more.
    /// </summary>
    private static TimeSpan Left(CallState call, CallContext context) =>
        call.EndedAt is { } endedAt && endedAt < context.Now ? endedAt + Lifetime - context.Now : Lifetime;
}
