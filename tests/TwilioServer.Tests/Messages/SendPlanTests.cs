using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>When a text that somebody wants sent may leave. Noon in the tests is 7 o'clock in New York, where +1212 is.</summary>
public sealed class SendPlanTests
{
    private const string NewYork = "+12125550123";
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly DateTimeOffset Eight = Now.AddHours(1);
    private static readonly DateTimeOffset Nine = Now.AddHours(14);

    [Fact]
    public void An_answer_goes_at_any_hour()
    {
        var plan = Plan(new SendTimes(IsAnswer: true));
        Assert.Equal(new SendPlan(MessageClass.Answer, Now, Now.AddHours(1)), plan);
        Assert.Equal(Now.AddMinutes(10), Plan(new SendTimes(true, ExpiresAt: Now.AddMinutes(10))).ExpiresAt);
    }

    [Fact]
    public void What_nobody_waits_for_waits_for_the_hours_of_the_day()
    {
        Assert.Equal(new SendPlan(MessageClass.Manual, Eight, Eight.AddHours(4)), Plan(new SendTimes(false)));
        Assert.Equal(new SendPlan(MessageClass.Bulk, Eight, Nine), Plan(new SendTimes(true, IsBulk: true)));
        Assert.Equal(
            new SendPlan(MessageClass.Scheduled, Now.AddHours(5), Nine),
            Plan(new SendTimes(true, SendAt: Now.AddHours(5)))
        );
        // In the night after: the next morning, until the next evening.
        Assert.Equal(
            new SendPlan(MessageClass.Scheduled, Eight.AddDays(1), Nine.AddDays(1)),
            Plan(new SendTimes(false, SendAt: Now.AddHours(20)))
        );
    }

    public static TheoryData<int, int?, string?> Schedules =>
        new()
        {
            { -6, null, "schedule-wrong" },
            { -4, null, null },
            { 35 * 24 * 60 + 1, null, "schedule-wrong" },
            { 60, 30, "schedule-contradictory" },
            { 60, 60, "schedule-contradictory" },
            { 60, 62, null },
            { 0, 59, "schedule-contradictory" }, // it would expire before 8 o'clock
            { 20 * 60, 24 * 60, "schedule-contradictory" }, // from 3 to 7 in the morning
        };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_schedule_that_cannot_be_kept_is_refused_and_says_why(
        int sendMinutes,
        int? expireMinutes,
        string? code
    )
    {
        var times = new SendTimes(
            false,
            SendAt: Now.AddMinutes(sendMinutes),
            ExpiresAt: expireMinutes is { } minutes ? Now.AddMinutes(minutes) : null
        );
        var (plan, refusal) = SendPlan.For(NewYork, times, Now);
        Assert.Equal(code, refusal?.Code);
        Assert.Equal(code is null, plan is not null);
    }

    [Fact]
    public void A_number_whose_hours_are_not_known_can_only_be_answered()
    {
        const string london = "+442071838750";
        Assert.Equal("time-zone-unknown", SendPlan.For(london, new SendTimes(false), Now).Refusal?.Code);
        Assert.NotNull(SendPlan.For(london, new SendTimes(true), Now).Plan);
    }

    private static SendPlan Plan(SendTimes times) => SendPlan.For(NewYork, times, Now).Plan!;
}
