using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>What follows a missed call that nobody answered to. The caller is in New York, where noon in the tests is 7 o'clock.</summary>
public sealed class FollowUpTests
{
    private static readonly TenantSettings Settings = Samples.Settings with
    {
        FollowUps =
        [
            new FollowUpText { AfterMinutes = 60, Body = "Can we still help with {callerCity}?" },
            new FollowUpText
            {
                DaysLater = 1,
                At = "09:00",
                Body = "Call us any time.",
            },
        ],
    };

    private static readonly CallContext Context = Samples.With(Settings) with
    {
        Contact = ContactState.Unknown with { IntroducedAt = TestClock.Noon },
    };

    [Fact]
    public void The_first_comes_due_with_the_text_and_each_with_the_one_before_it()
    {
        var missed = Missed();
        Assert.Equal(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(30), Job(missed.Effects).After);
        var first = At(TestClock.Noon.AddMinutes(61), missed.State, new FollowUpDue(0, false));
        Assert.Equal("Can we still help with New York?", Text(first.Effects)!.Body);
        Assert.Equal(MessageClass.FollowUp, Text(first.Effects)!.Class);
        // 9 o'clock of the next morning in New York.
        Assert.Equal(
            new DateTimeOffset(2026, 11, 17, 14, 0, 0, TimeSpan.Zero),
            TestClock.Noon.AddMinutes(61) + Job(first.Effects).After
        );
        var second = At(TestClock.Noon.AddHours(26), first.State, new FollowUpDue(1, false));
        Assert.Equal("Call us any time.", Text(second.Effects)!.Body);
        Assert.Empty(second.Effects.OfType<ScheduleJob>());
        Assert.Equal(2, second.State.FollowUps);
    }

    [Fact]
    public void One_that_comes_due_twice_is_sent_once()
    {
        var first = At(TestClock.Noon.AddMinutes(61), Missed().State, new FollowUpDue(0, false));
        Assert.Empty(At(TestClock.Noon.AddMinutes(62), first.State, new FollowUpDue(0, false)).Effects);
    }

    [Fact]
    public void In_a_quiet_hour_it_waits_for_the_morning_and_a_little_more()
    {
        var due = At(TestClock.Noon.AddMinutes(30), Missed().State, new FollowUpDue(0, false)); // 7:30 in New York
        Assert.Null(Text(due.Effects));
        Assert.InRange(Job(due.Effects).After, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60));
        Assert.Equal(0, due.State.FollowUps);
    }

    [Fact]
    public void Twilio_drops_what_it_could_not_hand_on_before_the_evening()
    {
        var due = At(TestClock.Noon.AddHours(12), Missed().State, new FollowUpDue(0, false)); // 19 o'clock
        Assert.Equal(TimeSpan.FromHours(2), Text(due.Effects)!.Lifetime);
    }

    public static TheoryData<string> Ends => ["called", "wrote", "opted-out", "textBack off"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void It_stops_at_any_answer_call_or_opt_out(string end)
    {
        var (state, at) = (Missed().State, TestClock.Noon.AddMinutes(61));
        var known = Context.Contact!;
        var context = end switch
        {
            "wrote" => Context with { Contact = known with { LastInboundAt = TestClock.Noon.AddMinutes(5) } },
            "opted-out" => Context with { Contact = known with { OptedOutAt = TestClock.Noon.AddMinutes(5) } },
            "textBack off" => Context with
            {
                Settings = Samples.SettingsOf(Settings with { TextBack = TextBackPolicy.Off }),
            },
            _ => Context,
        };
        var due = CallDecider.Decide(state, new FollowUpDue(0, end == "called"), context with { Now = at });
        Assert.Empty(due.Effects);
        Assert.Equal(1, due.State.FollowUps);
    }

    [Fact]
    public void Where_the_caller_got_no_text_nothing_follows()
    {
        var context = Context with { Contact = Context.Contact! with { OptedOutAt = TestClock.Noon } };
        var story = new CallStory(context).Then(new VoiceReceived(), CallStory.Dialed("busy"));
        Assert.Empty(story.Effects.OfType<ScheduleJob>());
    }

    [Theory]
    [InlineData(null, null, null, "expected either afterMinutes, or daysLater with at")]
    [InlineData(60, 1, "09:00", "expected either afterMinutes, or daysLater with at")]
    [InlineData(4, null, null, "expected 5 to 10,080")]
    [InlineData(null, 1, null, "go together")]
    [InlineData(null, 8, "09:00", "expected 1 to 7")]
    [InlineData(null, 1, "22:00", "expected a time from 08:00 to 20:59")]
    [InlineData(null, 1, "9 am", "expected a time from 08:00 to 20:59")]
    public void A_schedule_that_contradicts_itself_is_refused(int? minutes, int? days, string? at, string problem) =>
        Assert.Contains(problem, (
                Settings with
                {
                    FollowUps =
                    [
                        new FollowUpText
                        {
                            AfterMinutes = minutes,
                            DaysLater = days,
                            At = at,
                            Body = "Hi",
                        },
                    ],
                }
            ).Problems().First(), StringComparison.Ordinal);

    [Fact]
    public void A_text_cannot_come_before_the_one_that_it_follows()
    {
        var swapped = Settings with { FollowUps = [.. Settings.FollowUps.Reverse()] };
        Assert.Contains("before the one that it follows", Assert.Single(swapped.Problems()), StringComparison.Ordinal);
        Assert.Empty(Settings.Problems());
        Assert.Contains(
            "nothing to follow up on",
            Assert.Single((Settings with { TextBack = TextBackPolicy.Off }).Problems()),
            StringComparison.Ordinal
        );
    }

    private static CallStory Missed() =>
        new CallStory(Context).Then(new VoiceReceived { CallerCity = "New York" }, CallStory.Dialed("busy"));

    private static Decision<CallState> At(DateTimeOffset now, CallState state, CallEvent happened) =>
        CallDecider.Decide(state, happened, Context with { Now = now });

    private static ScheduleJob Job(IEnumerable<Effect> effects) =>
        effects.OfType<ScheduleJob>().Single(job => job.Kind == FollowUp.Job);

    private static QueueText? Text(IEnumerable<Effect> effects) => effects.OfType<QueueText>().SingleOrDefault();
}
