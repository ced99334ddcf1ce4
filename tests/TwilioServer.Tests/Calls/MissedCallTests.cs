using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

public sealed class MissedCallTests
{
    [Theory]
    [InlineData("busy", null, null, "busy", "busy")]
    [InlineData("no-answer", null, null, "no-answer", "no-answer")]
    [InlineData("failed", null, null, "failed", "failed")]
    [InlineData("canceled", null, null, "canceled", "canceled")]
    [InlineData("completed", false, 12, "unanswered", "no-answer")]
    [InlineData("completed", null, 0, "unanswered", "no-answer")]
    [InlineData("answered", false, null, "unanswered", "no-answer")]
    [InlineData("a-word-of-tomorrow", null, null, "unanswered", "no-answer")]
    public void A_forwarded_leg_that_nobody_answered_is_a_missed_call(
        string dialCallStatus,
        bool? bridged,
        int? seconds,
        string reason,
        string status
    )
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Dialed(dialCallStatus, bridged, seconds));
        Assert.True(story.State.Missed);
        Assert.Equal(reason, story.State.MissedReason);
        Assert.Equal(CallStage.Voicemail, story.State.Stage);
        Assert.Contains("<Record ", story.Reply);
        Assert.Equal(new TextBackDecision(true, reason), Assert.Single(story.Decisions));
        var text = Assert.Single(story.Texts);
        Assert.Equal((Samples.BusinessNumber, Samples.CallerNumber), (text.From, text.To));
        Assert.Contains(new MarkTextBack(new ContactKey(Samples.TenantId, Samples.CallerNumber)), story.Effects);
        Assert.Equal(status, story.Then(CallStory.Ended()).State.Status);
    }

    [Theory]
    [InlineData("completed", true, 5)]
    [InlineData("completed", true, 0)]
    [InlineData("completed", null, 5)]
    [InlineData("completed", null, null)]
    [InlineData("answered", true, null)]
    public void A_forwarded_leg_that_was_bridged_is_an_answered_call(string status, bool? bridged, int? seconds)
    {
        var story = new CallStory().Then(
            new VoiceReceived(),
            CallStory.Dialed(status, bridged, seconds),
            CallStory.Ended(),
            new ResolveDue()
        );
        Assert.False(story.State.Missed);
        Assert.Null(story.State.MissedReason);
        Assert.Equal("completed", story.State.Status);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void An_answered_call_is_hung_up_when_the_owner_hangs_up()
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Dialed("completed", true, 5));
        Assert.Equal(CallReplies.HangUp, story.Reply);
        Assert.Equal(CallStage.Answered, story.State.Stage);
        Assert.Equal("in-progress", story.State.Status);
    }

    [Fact]
    public void A_caller_who_hangs_up_while_it_rings_gets_a_text_at_once()
    {
        var story = new CallStory().Then(
            new VoiceReceived(),
            CallStory.Dialed("canceled", callStatus: "completed"),
            CallStory.Ended(seconds: 8)
        );
        Assert.Equal(CallStage.Ended, story.State.Stage);
        Assert.Equal(8, story.State.DurationSeconds);
        Assert.Single(story.Texts);
        Assert.DoesNotContain(story.Effects, effect => effect is ScheduleJob);
    }

    [Fact]
    public void A_service_that_could_not_answer_still_takes_a_message_and_texts()
    {
        var story = new CallStory().Then(new VoiceFellBack("11200"));
        Assert.Equal("service-failure", story.State.MissedReason);
        Assert.Contains("<Record ", story.Reply);
        Assert.Single(story.Texts);
    }

    [Fact]
    public void A_call_that_ends_without_a_word_is_resolved_by_its_timer()
    {
        var ended = new CallStory().Then(new VoiceReceived(), CallStory.Ended());
        Assert.Null(ended.State.Missed);
        var timer = Assert.IsType<ScheduleJob>(Assert.Single(ended.Effects));
        Assert.Equal(CallDecider.ResolveJob, timer.Kind);
        Assert.Equal(CallDecider.ResolveDelay, timer.After);
        Assert.Equal($"call.resolve:{Samples.CallSid}", timer.UniqueKey);
        Assert.Equal(
            new CallReference(Samples.CallSid, Samples.TenantId, Samples.CallerNumber, Samples.BusinessNumber),
            CallJobs.Parse(timer.PayloadJson)
        );
        var resolved = ended.Then(new ResolveDue());
        Assert.Equal("caller-hung-up", resolved.State.MissedReason);
        Assert.Equal("no-answer", resolved.State.Status);
        Assert.Single(resolved.Texts);
    }

    [Fact]
    public void A_dial_result_that_comes_before_the_timer_leaves_it_nothing_to_do()
    {
        var story = new CallStory().Then(
            new VoiceReceived(),
            CallStory.Ended(),
            CallStory.Dialed("completed", true, 5, "completed"),
            new ResolveDue()
        );
        Assert.False(story.State.Missed);
        Assert.Empty(story.Decisions);
    }

    [Theory]
    [InlineData("completed", true)]
    [InlineData("busy", null)]
    [InlineData("failed", null)]
    public void A_dial_result_that_comes_after_the_timer_changes_neither_decision_nor_status(string late, bool? bridged)
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Ended(), new ResolveDue());
        var status = story.State.Status;
        story.Then(CallStory.Dialed(late, bridged, null, "completed"));
        Assert.True(story.State.Missed);
        Assert.Equal("caller-hung-up", story.State.MissedReason);
        Assert.Equal(status, story.State.Status);
        Assert.Equal(late, story.State.DialCallStatus);
        Assert.Single(story.Decisions);
        Assert.Single(story.Texts);
    }

    [Fact]
    public void The_timer_of_a_call_that_goes_on_decides_nothing()
    {
        var story = new CallStory().Then(new VoiceReceived(), new ResolveDue());
        Assert.Null(story.State.Missed);
        Assert.Empty(story.Effects);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("ringing")]
    [InlineData("in-progress")]
    public void A_status_on_the_way_ends_nothing(string status)
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Ended(status));
        Assert.Equal(CallStage.Dialing, story.State.Stage);
        Assert.Null(story.State.EndedAt);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void A_second_dial_result_gets_the_reply_of_the_first_and_counts_for_nothing()
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Dialed("busy"));
        story.Then(CallStory.Dialed("busy"));
        Assert.Contains("<Record ", story.Reply);
        Assert.Single(story.Decisions);
        story.Then(CallStory.Dialed("completed", true, 5));
        Assert.Equal("busy", story.State.DialCallStatus);
        Assert.True(story.State.Missed);
    }

    [Fact]
    public void A_voicemail_is_kept_and_its_caller_thanked()
    {
        var story = new CallStory().Then(
            new VoiceReceived(),
            CallStory.Dialed("no-answer"),
            new VoicemailRecorded("RE1", "https://api.example.test/RE1", 7, "in-progress"),
            new RecordingCompleted("RE1", "https://api.example.test/RE1", 7, 1, "completed")
        );
        Assert.Equal(
            ["in-progress", "completed"],
            story.Effects.OfType<SaveRecording>().Select(recording => recording.Status)
        );
        Assert.Single(story.Decisions);
    }

    [Fact]
    public void Each_event_has_the_next_number()
    {
        var story = new CallStory().Then(new VoiceReceived(), CallStory.Dialed("busy"), CallStory.Ended());
        Assert.Equal([0, 1, 2, 3], story.States.Select(state => state.EventSequence));
    }

    [Fact]
    public void An_event_without_a_rule_is_a_bug_and_says_so() =>
        Assert.Throws<InvalidOperationException>(() =>
            CallDecider.Decide(Samples.Call, new Unheard(), Samples.Context)
        );

    private sealed record Unheard() : CallEvent("call.unheard");
}
