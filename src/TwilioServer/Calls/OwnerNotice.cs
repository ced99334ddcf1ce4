using System.Globalization;
using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>The text that tells the owner of a missed call.</summary>
public static class OwnerNotice
{
    /// <summary>Later than this the owner has seen the call elsewhere.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);

    /// <param name="textBack">What was decided about the caller.</param>
    internal static IEnumerable<Effect> Of(CallState call, IReadOnlyList<Effect> textBack, CallContext context)
    {
        var tenant = context.Settings.Tenant;
        if (
            !tenant.NotifyOwner
            || !call.Features.HasFlag(Features.SmsAutomation)
            || tenant.OwnerPhone() is not { } owner
            || owner == call.From
            || owner == call.To
            || TextBack.IsIgnored(call, context)
        )
            yield break;
        var left = (call.EndedAt ?? context.Now) + Lifetime - context.Now;
        if (left > TimeSpan.Zero)
            yield return new QueueText(
                MessageClass.OwnerNotice,
                call.To,
                owner,
                Body(call, textBack.OfType<QueueText>().Any(), context),
                left < Lifetime ? left : Lifetime
            );
    }

    private static string Body(CallState call, bool isTexted, CallContext context)
    {
        var phrases = context.Settings.Phrases;
        var local = TimeZoneInfo.ConvertTime(
            call.CreatedAt,
            TimeZoneInfo.FindSystemTimeZoneById(context.Settings.Tenant.TimeZone)
        );
        var template = isTexted ? phrases.OwnerNoticeTexted : phrases.OwnerNotice;
        // The name last: a name that holds a placeholder stays a name.
        return context.Settings.Fill(
            template
                .Replace(
                    "{caller}",
                    PhoneNumber.CanBeTexted(call.From) ? call.From : phrases.WithheldNumber,
                    StringComparison.Ordinal
                )
                .Replace("{time}", local.ToString("HH:mm", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{reason}", call.MissedReason, StringComparison.Ordinal)
        );
    }
}
