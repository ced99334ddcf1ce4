using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>When a forwarded leg counts as an answer: what Twilio says, the key, the machine, the duration.</summary>
public sealed class ScreenedCallTests
{
    private static readonly TenantSettings Asking = Samples.Settings with { RequireKeyPress = true };

    /// <summary>The facts, and whether somebody of the business spoke with the caller.</summary>
    public static TheoryData<string, bool, bool, string?, bool?, int?, bool, string?> Facts =>
        new()
        {
            // status, key asked for, pressed, picked up by, bridged, seconds, short counts as missed; why missed
            { "completed", false, false, null, true, 30, false, null },
            { "completed", false, false, null, false, 3, false, "unanswered" },
            { "completed", false, false, null, null, 30, false, null },
            { "completed", false, false, null, null, 0, false, "unanswered" },
            { "answered", false, false, null, null, null, false, null },
            { "busy", true, false, null, null, null, false, "busy" },
            { "no-answer", true, false, null, null, null, false, "no-answer" },
            { "failed", true, false, null, null, null, false, "failed" },
            { "canceled", true, false, null, null, null, false, "canceled" },
            { "a-word-of-tomorrow", true, false, null, null, null, false, "unanswered" },
            // Twilio puts through only who pressed 1, so its word for that counts even where the key's webhook was lost.
            { "completed", true, true, null, true, 30, false, null },
            { "completed", true, false, null, true, 30, false, null },
            { "completed", true, false, null, false, 12, false, "unanswered" },
            { "completed", true, true, null, false, 2, false, "unanswered" },
            { "completed", true, true, null, null, 9, false, null },
            { "completed", true, false, null, null, 9, false, "unanswered" },
            { "completed", true, false, null, null, 31, false, null },
            { "completed", true, false, null, null, null, false, "unanswered" },
            // A machine is none, unless somebody pressed 1 all the same.
            { "completed", false, false, "machine_start", true, 30, false, "machine" },
            { "completed", false, false, "fax", true, 30, false, "machine" },
            { "completed", false, false, "human", true, 30, false, null },
            { "completed", false, false, "unknown", true, 30, false, null },
            { "completed", true, true, "machine_start", true, 30, false, null },
            { "completed", false, false, null, true, 10, true, "short" },
            { "completed", false, false, null, true, 11, true, null },
            { "completed", false, false, null, true, null, true, null },
        };

    [Theory]
    [MemberData(nameof(Facts))]
    public void What_counts_as_an_answer(
        string status,
        bool keyIsAskedFor,
        bool pressed,
        string? answeredBy,
        bool? bridged,
        int? seconds,
        bool shortIsMissed,
        string? whyMissed
    )
    {
        var context = Samples.With(keyIsAskedFor ? Asking : Samples.Settings) with
        {
            Rules = CallRules.Usual with { TreatShortCompletedAsMissed = shortIsMissed },
        };
        var story = new CallStory(context).Then(new VoiceReceived());
        if (pressed)
            story.Then(new WhisperRequested(), new KeyPressed("1"));
        if (answeredBy is not null)
            story.Then(new AnswerDetected(answeredBy, "CAleg"));
        story.Then(CallStory.Dialed(status, bridged, seconds));
        Assert.Equal((whyMissed is not null, whyMissed), (story.State.Missed, story.State.MissedReason));
        Assert.Equal(whyMissed is null ? 0 : 1, story.Decisions.Count);
    }

    [Fact]
    public void A_key_that_was_pressed_is_an_answer_even_where_the_end_of_the_leg_never_comes()
    {
        var story = new CallStory(Samples.With(Asking)).Then(
            new VoiceReceived(),
            new WhisperRequested(),
            new KeyPressed("1"),
            CallStory.Ended(),
            new ResolveDue()
        );
        Assert.Equal((CallStage.Ended, false), (story.State.Stage, story.State.Missed));
    }

    [Fact]
    public void Who_presses_second_is_hung_up_on()
    {
        var story = new CallStory(Samples.With(Asking)).Then(new VoiceReceived(), new KeyPressed("1"));
        Assert.Equal(CallReplies.Connect, story.Reply);
        Assert.Equal(CallReplies.EndLeg, story.Then(new KeyPressed("1")).Reply);
    }

    [Fact]
    public void Steps_that_cannot_follow_are_refused_and_change_nothing()
    {
        var dialing = new CallStory(Samples.With(Asking)).Then(new VoiceReceived());
        var before = dialing.State;
        dialing.Then(new VoicemailRecorded("RE1", null, 7, "in-progress") { Step = 1 });
        Assert.Equal((1, before), (dialing.Refused, dialing.State));
        var voicemail = new CallStory().Then(new VoiceReceived(), CallStory.Dialed("busy"));
        before = voicemail.State;
        voicemail.Then(
            new WhisperRequested { Step = 1 },
            new KeyPressed("1") { Step = 2 },
            CallStory.Dialed("busy") with
            {
                Target = 5,
                Step = 1,
            }
        );
        Assert.Equal((2, CallStage.Voicemail), (voicemail.Refused, voicemail.State.Stage));
    }

    [Fact]
    public void A_step_that_overtook_the_event_it_was_given_out_with_is_taken()
    {
        var story = new CallStory().Then(new VoiceReceived());
        story.Then(new VoicemailRecorded("RE1", null, 7, "in-progress") { Step = 2 });
        Assert.Equal(0, story.Refused);
        Assert.Single(story.Effects.OfType<SaveRecording>());
    }

    [Theory]
    [InlineData("CA", "TX", true)]
    [InlineData("TX", "CA", true)]
    [InlineData("TX", "NY", false)]
    [InlineData("TX", null, true)]
    [InlineData(null, "TX", true)]
    [InlineData("TX", "ON", true)]
    [InlineData("FL", "FL", true)]
    public void The_recording_is_announced_where_either_place_asks_for_it(string? business, string? caller, bool isSaid)
    {
        var context = Samples.With(Samples.Settings with { RecordCalls = true, BusinessState = business });
        var reply = new CallStory(context).Then(new VoiceReceived(caller)).Reply;
        Assert.Equal(isSaid, reply!.Contains("This call is recorded."));
        Assert.Contains("record=\"record-from-answer-dual\"", reply);
    }

    [Fact]
    public void No_notice_is_said_where_nothing_is_recorded()
    {
        var context = Samples.With(Samples.Settings with { RecordCalls = true, BusinessState = "CA" });
        var off = Samples.Call with { Features = Features.Default & ~Features.CallRecording };
        var reply = new CallStory(context, off).Then(new VoiceReceived("CA")).Reply!;
        Assert.DoesNotContain("recorded", reply);
        Assert.DoesNotContain("record=", reply);
    }
}
