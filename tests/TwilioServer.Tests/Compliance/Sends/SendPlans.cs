using TwilioServer.Journal;

namespace TwilioServer.Tests.Compliance.Sends;

/// <summary>A text that is wanted.</summary>
/// <param name="SendAfter">Not before so long after it was asked for.</param>
/// <param name="IsQueuedByDecider">Whether a decider queues it; else somebody asks for it.</param>
/// <param name="StrayRequests">When, after it was asked for, a worker asks for permission that no job told to.</param>
internal sealed record SendPlan(
    MessageClass Class,
    DateTimeOffset AskedAt,
    TimeSpan SendAfter,
    TimeSpan Lifetime,
    bool IsQueuedByDecider,
    IReadOnlyList<TimeSpan> StrayRequests
);

/// <summary>A text of the recipient's.</summary>
/// <param name="Means">Whether it asks for no more texts; null where it asks for neither.</param>
internal sealed record InboundText(string Body, bool? Means);

/// <summary>Draws what is wanted and what is written: over two years, and every other time around a change of the clocks.</summary>
internal sealed class SendPlans(Random random)
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset[] Changes =
    [
        new(2026, 3, 8, 10, 0, 0, TimeSpan.Zero),
        new(2026, 11, 1, 9, 0, 0, TimeSpan.Zero),
        new(2027, 3, 14, 10, 0, 0, TimeSpan.Zero),
        new(2027, 11, 7, 9, 0, 0, TimeSpan.Zero),
    ];

    private static readonly MessageClass[] Classes =
    [
        MessageClass.Manual,
        MessageClass.FollowUp,
        MessageClass.Scheduled,
        MessageClass.Bulk,
        MessageClass.Manual,
        MessageClass.FollowUp,
        MessageClass.Scheduled,
        MessageClass.Bulk,
        MessageClass.TextBack,
        MessageClass.Answer,
        MessageClass.OwnerNotice,
    ];

    private static readonly TimeSpan[] Lifetimes =
    [
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(30),
        TimeSpan.FromHours(72),
    ];

    private static readonly InboundText[] Stops =
    [
        new("STOP", true),
        new("stop", true),
        new("Unsubscribe", true),
        new("please stop texting me", true),
    ];

    private static readonly InboundText Start = new("START", false);
    private static readonly InboundText Other = new("Can you come on Monday?", null);

    public static IReadOnlyList<DateTimeOffset> ChangesOfClocks => Changes;

    public DateTimeOffset Moment() =>
        random.Next(2) == 0
            ? Begin + random.NextDouble() * TimeSpan.FromDays(730)
            : Changes[random.Next(Changes.Length)] + (random.NextDouble() * 2 - 1) * TimeSpan.FromHours(36);

    public List<SendPlan> Sends(DateTimeOffset around) =>
        [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Send(around))];

    /// <summary>What the recipient writes in the days in which the texts are wanted.</summary>
    public List<(DateTimeOffset, InboundText)> Inbound(DateTimeOffset around)
    {
        var written = new List<(DateTimeOffset, InboundText)>();
        var stops = random.Next(10) switch
        {
            < 5 => 0,
            < 9 => 1,
            _ => 2,
        };
        for (var i = 0; i < stops; i++)
        {
            var at = Near(around);
            written.Add((at, Stops[random.Next(Stops.Length)]));
            if (random.Next(10) == 0)
                written.Add((at + random.NextDouble() * TimeSpan.FromHours(20), Stops[^1]));
            if (random.Next(2) == 0)
                written.Add((at + random.NextDouble() * TimeSpan.FromHours(30), Start));
        }
        if (random.Next(10) == 0)
            written.Add((Near(around), Other));
        return written;
    }

    private SendPlan Send(DateTimeOffset around)
    {
        var kind = Classes[random.Next(Classes.Length)];
        // A follow-up and whatever nobody asked for come from deciders; the rest comes either way.
        var isQueued =
            kind is MessageClass.TextBack or MessageClass.OwnerNotice or MessageClass.FollowUp || random.Next(4) == 0;
        var after = !isQueued && random.Next(2) == 0 ? random.NextDouble() * TimeSpan.FromHours(36) : TimeSpan.Zero;
        var strays = random.Next(10) == 0 ? [random.NextDouble() * TimeSpan.FromHours(40)] : Array.Empty<TimeSpan>();
        return new SendPlan(kind, Near(around), after, Lifetimes[random.Next(Lifetimes.Length)], isQueued, strays);
    }

    /// <summary>Within three days, and every fourth time within a minute and a half of a full hour, where hours begin and end.</summary>
    private DateTimeOffset Near(DateTimeOffset around)
    {
        var moment = around + (random.NextDouble() * 2 - 1) * TimeSpan.FromHours(36);
        if (random.Next(4) > 0)
            return moment;
        var hour = new DateTimeOffset(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        return hour + TimeSpan.FromMilliseconds(random.Next(-90_000, 90_000));
    }
}
