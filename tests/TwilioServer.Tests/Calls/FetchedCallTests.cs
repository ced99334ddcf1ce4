using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>What Twilio's own account of a call changes, whatever was known of it.</summary>
public sealed class FetchedCallTests
{
    [Theory]
    [InlineData("no-answer", null, "no-answer", "no-answer")]
    [InlineData("busy", null, "busy", "busy")]
    [InlineData("failed", null, "failed", "failed")]
    [InlineData("canceled", null, "canceled", "canceled")]
    [InlineData("completed", 0, "unanswered", "no-answer")]
    public void A_call_that_we_never_heard_of_is_missed_when_nobody_answered(
        string dialCallStatus,
        int? seconds,
        string reason,
        string status
    )
    {
        var story = new CallStory().Then(Fetched(CallStory.Dialed(dialCallStatus, null, seconds)));
        Assert.Equal(
            (CallStage.Ended, true, reason),
            (story.State.Stage, story.State.Missed, story.State.MissedReason)
        );
        Assert.Equal((status, 21, dialCallStatus), Facts(story.State));
        Assert.Equal(EndedAt, story.State.EndedAt);
        Assert.Equal(new TextBackDecision(true, reason), Assert.Single(story.Decisions));
        Assert.Equal(Samples.CallerNumber, Assert.Single(story.Texts).To);
        Assert.DoesNotContain(story.Effects, effect => effect is ScheduleJob);
        Assert.Null(story.Reply);
    }

    [Theory]
    [InlineData("completed", "service-failure")]
    [InlineData("no-answer", "caller-hung-up")]
    [InlineData("canceled", "caller-hung-up")]
    [InlineData("busy", "caller-hung-up")]
    [InlineData("failed", "caller-hung-up")]
    public void A_call_for_which_nobody_was_rung_is_missed(string callStatus, string reason)
    {
        var story = new CallStory().Then(Fetched(null, callStatus));
        Assert.Equal((true, reason), (story.State.Missed, story.State.MissedReason));
        Assert.Single(story.Texts);
    }

    [Fact]
    public void A_caller_who_hung_up_before_the_owners_phone_rang_was_not_failed_by_the_service()
    {
        var story = new CallStory().Then(new VoiceReceived(), Fetched(null));
        Assert.Equal("caller-hung-up", story.State.MissedReason);
    }

    [Theory]
    [InlineData("completed", 30)]
    [InlineData("answered", null)]
    public void An_answered_call_is_not_missed(string dialCallStatus, int? seconds)
    {
        var story = new CallStory().Then(Fetched(CallStory.Dialed(dialCallStatus, null, seconds)));
        Assert.Equal((CallStage.Ended, false, null), (story.State.Stage, story.State.Missed, story.State.MissedReason));
        Assert.Equal(("completed", 21, dialCallStatus), Facts(story.State));
        Assert.Empty(story.Effects);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("ringing")]
    [InlineData("in-progress")]
    [InlineData("a-word-of-tomorrow")]
    public void A_call_that_goes_on_is_left_alone(string callStatus)
    {
        var story = new CallStory().Then(new VoiceReceived(), Fetched(CallStory.Dialed("no-answer"), callStatus));
        Assert.Equal(CallStage.Dialing, story.State.Stage);
        Assert.Null(story.State.Missed);
        Assert.Empty(story.Effects);
    }

    /// <summary>Every stage that a call can be in, with what Twilio then says of it.</summary>
    public static TheoryData<string, bool, int> Stages =>
        new()
        {
            { "received", true, 1 },
            { "dialing", true, 1 },
            { "answered", false, 0 },
            { "voicemail", true, 1 },
            { "ended, undecided", true, 1 },
            { "ended, missed", true, 1 },
            { "ended, answered", false, 0 },
        };

    [Theory]
    [MemberData(nameof(Stages))]
    public void Whatever_was_known_the_call_is_over_and_decided_once(string stage, bool missed, int texts)
    {
        var answered = CallStory.Dialed("completed", true, 30);
        CallEvent[] known = stage switch
        {
            "received" => [CallStory.Ended("ringing")],
            "dialing" => [new VoiceReceived()],
            "answered" => [new VoiceReceived(), answered],
            "voicemail" => [new VoiceReceived(), CallStory.Dialed("busy")],
            "ended, undecided" => [new VoiceReceived(), CallStory.Ended()],
            "ended, missed" => [new VoiceReceived(), CallStory.Dialed("busy"), CallStory.Ended()],
            _ => [new VoiceReceived(), answered, CallStory.Ended()],
        };
        var story = new CallStory().Then(known);
        story.Then(Fetched(missed ? CallStory.Dialed("busy") : answered));
        Assert.Equal((CallStage.Ended, missed), (story.State.Stage, story.State.Missed));
        Assert.Equal(missed ? "busy" : "completed", story.State.Status);
        Assert.Equal(texts, story.Texts.Count);
        Assert.Equal(texts, story.Decisions.Count);
        var before = story.State;
        story.Then(Fetched(null), new ResolveDue(), CallStory.Ended("failed", 99));
        Assert.Equal(before with { EventSequence = before.EventSequence + 3 }, story.State);
        Assert.Equal(texts, story.Texts.Count);
    }

    [Fact]
    public void What_was_decided_stays_whatever_Twilio_says_later()
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Ended(), new ResolveDue());
        story.Then(Fetched(CallStory.Dialed("completed", null, 30)));
        Assert.True(story.State.Missed);
        Assert.Equal("caller-hung-up", story.State.MissedReason);
        Assert.Single(story.Texts);
    }

    [Fact]
    public void Late_webhooks_change_nothing()
    {
        var story = new CallStory().Then(Fetched(CallStory.Dialed("no-answer")));
        var decided = story.State;
        story.Then(
            new VoiceReceived(),
            CallStory.Dialed("no-answer"),
            CallStory.Ended("completed", 21),
            new ResolveDue()
        );
        Assert.Equal(decided with { EventSequence = 5 }, story.State);
        Assert.Single(story.Texts);
        Assert.Single(story.Decisions);
    }

    [Theory]
    [InlineData(0, 900)]
    [InlineData(60, 840)]
    [InlineData(899, 1)]
    public void A_text_lives_as_long_after_the_end_of_the_call_as_ever(int secondsAgo, int secondsLeft)
    {
        var story = new CallStory().Then(Fetched(null, secondsAgo: secondsAgo));
        Assert.Equal(TimeSpan.FromSeconds(secondsLeft), Assert.Single(story.Texts).Lifetime);
    }

    [Theory]
    [InlineData(900)]
    [InlineData(3600)]
    public void A_text_that_would_surprise_more_than_help_is_not_sent(int secondsAgo)
    {
        var story = new CallStory().Then(Fetched(null, secondsAgo: secondsAgo));
        Assert.True(story.State.Missed);
        Assert.Equal(new TextBackDecision(false, "too-late"), Assert.Single(story.Decisions));
        Assert.Empty(story.Texts);
    }

    [Fact]
    public void An_end_that_lies_ahead_of_our_clock_makes_no_text_live_longer()
    {
        var story = new CallStory().Then(Fetched(null, secondsAgo: -600));
        Assert.Equal(TextBack.Lifetime, Assert.Single(story.Texts).Lifetime);
    }

    [Fact]
    public void A_timer_that_fires_long_after_the_call_sends_nothing_either()
    {
        var ended = new CallStory().Then(new VoiceReceived(), CallStory.Ended()).State;
        var context = Samples.Context with { Now = Samples.Context.Now.AddMinutes(16) };
        var story = new CallStory(context, ended).Then(new ResolveDue());
        Assert.Equal(new TextBackDecision(false, "too-late"), Assert.Single(story.Decisions));
    }

    [Fact]
    public void The_event_is_read_as_it_was_written()
    {
        var fetched = Fetched(CallStory.Dialed("busy", callStatus: "completed"));
        Assert.Equal(fetched, CallFetchedJson.Read(CallFetchedJson.Write(fetched)));
        var alone = Fetched(null, "canceled");
        Assert.Equal(alone, CallFetchedJson.Read(CallFetchedJson.Write(alone)));
    }

    private static DateTimeOffset EndedAt => Samples.Context.Now.AddSeconds(-20);

    private static CallFetched Fetched(DialEnded? dial, string callStatus = "completed", int secondsAgo = 20) =>
        new(callStatus, 21, Samples.Context.Now.AddSeconds(-secondsAgo), dial);

    private static (string Status, int? Seconds, string? DialCallStatus) Facts(CallState call) =>
        (call.Status, call.DurationSeconds, call.DialCallStatus);
}
