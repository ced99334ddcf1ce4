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
        var body = context.Settings.Fill(context.Settings.TextBackBody);
        return
        [
            new QueueText(MessageClass.TextBack, call.To, call.From, body, Left(call, context)),
            new RecordTextBackDecision(new TextBackDecision(true, call.MissedReason ?? "missed")),
            new MarkTextBack(new ContactKey(call.TenantId, call.From)),
        ];
    }

    internal static bool IsIgnored(CallState call, CallContext context)
    {
        foreach (var entry in context.Settings.Tenant.IgnoreList)
            if (PhoneNumber.Matches(entry, call.From))
                return true;
        return false;
    }

    private static string? ReasonAgainst(CallState call, CallContext context)
    {
        if (!call.Features.HasFlag(Features.SmsAutomation))
            return "sms-automation-off";
        if (context.Settings.TextBack == TextBackPolicy.Off)
            return "tenant-off";
        if (!PhoneNumber.CanBeTexted(call.From))
            return "caller-unknown";
        if (IsIgnored(call, context))
            return "ignored";
        if (!call.Features.HasFlag(Features.InternationalCalling) && !PhoneNumber.IsNorthAmerican(call.From))
            return "international-off";
        if (context.Contact?.OptedOutAt is not null)
            return "opted-out";
        if (Left(call, context) <= TimeSpan.Zero)
            return "too-late";
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
