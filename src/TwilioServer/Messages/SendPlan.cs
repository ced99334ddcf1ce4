using TwilioServer.Compliance;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>When a text that somebody wants sent may leave, and until when.</summary>
internal sealed record SendPlan(MessageClass Class, DateTimeOffset SendAt, DateTimeOffset ExpiresAt)
{
    /// <summary>An answer later than this is none.</summary>
    public static readonly TimeSpan AnswerLifetime = TimeSpan.FromMinutes(60);

    private static readonly TimeSpan ManualLifetime = TimeSpan.FromHours(4);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Clocks differ, and a request takes its time.</summary>
    private static readonly TimeSpan PastTolerance = TimeSpan.FromMinutes(5);

    /// <summary>As far ahead as Twilio itself schedules: https://www.twilio.com/docs/messaging/features/message-scheduling.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(35);

    public static (SendPlan? Plan, SendRefusal? Refusal) For(string to, SendTimes times, DateTimeOffset now)
    {
        if (times.SendAt is { } wanted && (wanted < now - PastTolerance || wanted > now + Furthest))
            return Refused("schedule-wrong", "sendAt: expected a moment from now to 35 days ahead.");
        if (times is { IsAnswer: true, IsBulk: false, SendAt: null })
            return Until(new SendPlan(MessageClass.Answer, now, now + AnswerLifetime), times);
        var begin = times.SendAt > now ? times.SendAt.Value : now;
        if (QuietHours.WaitFrom(to, begin) is not { } wait)
            return Refused(
                "time-zone-unknown",
                "What time it is where this number is, is not known. Only a call or text of the last hour can be answered."
            );
        var moment = begin + wait;
        var kind =
            times.IsBulk ? MessageClass.Bulk
            : times.SendAt is null ? MessageClass.Manual
            : MessageClass.Scheduled;
        return Until(
            new SendPlan(
                kind,
                moment,
                kind == MessageClass.Manual ? moment + ManualLifetime : moment + QuietHours.LeftFrom(to, moment)
            ),
            times
        );
    }

    private static (SendPlan?, SendRefusal?) Until(SendPlan plan, SendTimes times)
    {
        if (times.ExpiresAt is not { } end)
            return (plan, null);
        return end < plan.SendAt + Shortest
            ? Refused(
                "schedule-contradictory",
                $"expiresAt: the text may leave at {plan.SendAt:yyyy-MM-ddTHH:mm:ssZ} at the earliest (8 to 21 o'clock where the recipient is), and would expire before that."
            )
            : (plan with { ExpiresAt = end < plan.ExpiresAt ? end : plan.ExpiresAt }, null);
    }

    private static (SendPlan?, SendRefusal?) Refused(string code, string title) =>
        (null, new SendRefusal(StatusCodes.Status422UnprocessableEntity, code, title));
}

/// <summary>When somebody wants a text sent.</summary>
/// <param name="IsAnswer">Whether the recipient called or wrote within the hour.</param>
/// <param name="IsBulk">Whether it is one of many alike.</param>
internal sealed record SendTimes(
    bool IsAnswer,
    bool IsBulk = false,
    DateTimeOffset? SendAt = null,
    DateTimeOffset? ExpiresAt = null
);
