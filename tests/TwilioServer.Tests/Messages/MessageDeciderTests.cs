using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;
using static TwilioServer.Tests.Messages.MessageStory;

namespace TwilioServer.Tests.Messages;

public sealed class MessageDeciderTests
{
    private static readonly SendRequested Request = new();

    [Fact]
    public void A_queued_message_may_be_sent_once()
    {
        var story = new MessageStory().Then(Request);
        Assert.Equal(MessageDecider.Go, story.Replies[^1]);
        Assert.Equal((MessageStatus.Sending, 1), (story.State.Status, story.State.Attempt));
        Assert.Equal(new StartSendAttempt(1), Assert.Single(story.Effects));
    }

    [Fact]
    public void A_message_that_Twilio_took_is_found_by_its_sid_and_advances_with_its_callbacks()
    {
        var story = new MessageStory().Then(
            Request,
            Accepted(),
            Reported("sending"),
            Reported("sent"),
            Reported("delivered")
        );
        Assert.Equal(
            [
                MessageStatus.Queued,
                MessageStatus.Sending,
                MessageStatus.Accepted,
                MessageStatus.Accepted,
                MessageStatus.Sent,
                MessageStatus.Delivered,
            ],
            story.States.Select(state => state.Status)
        );
        Assert.Equal(Sid, story.State.MessageSid);
        Assert.Equal(new AddStreamKey(Sid), Assert.Single(story.Effects.OfType<AddStreamKey>()));
        Assert.Equal(new SettleSendAttempt(1, "accepted"), Assert.Single(story.Effects.OfType<SettleSendAttempt>()));
    }

    [Fact]
    public void A_callback_may_come_before_the_201()
    {
        var story = new MessageStory().Then(Request, Reported("delivered"), Accepted());
        Assert.Equal(MessageStatus.Delivered, story.State.Status);
        Assert.Equal(Sid, story.State.MessageSid);
        Assert.Single(story.Effects.OfType<AddStreamKey>());
    }

    [Fact]
    public void A_refusal_ends_the_message()
    {
        var story = new MessageStory().Then(Request, Refused(), Request);
        Assert.Equal(MessageStatus.Failed, story.State.Status);
        Assert.Equal((21610, "Unsubscribed"), (story.State.ErrorCode, story.State.ErrorMessage));
        Assert.Equal(MessageDecider.Nothing, story.Replies[^1]);
    }

    [Fact]
    public void What_never_left_may_be_sent_again()
    {
        var story = new MessageStory().Then(Request, NotSent(), Request, Accepted(2));
        Assert.Equal([MessageDecider.Go, null, MessageDecider.Go, null], story.Replies);
        Assert.Equal((MessageStatus.Accepted, 2), (story.State.Status, story.State.Attempt));
        Assert.Equal(
            [
                new StartSendAttempt(1),
                new SettleSendAttempt(1, "not-sent"),
                new StartSendAttempt(2),
                new AddStreamKey(Sid),
                new SettleSendAttempt(2, "accepted"),
            ],
            story.Effects
        );
    }

    [Fact]
    public void What_has_no_clear_outcome_is_looked_up_four_times_and_then_given_up()
    {
        var story = new MessageStory().Then(Request, Unknown());
        Assert.Equal(MessageStatus.Unknown, story.State.Status);
        story.Then(new LookupMissed(1), new LookupMissed(2), new LookupMissed(3));
        Assert.Equal(MessageStatus.Unknown, story.State.Status);
        story.Then(new LookupMissed(4));
        Assert.Equal(MessageStatus.UnknownFinal, story.State.Status);
        Assert.Equal([10, 30, 20, 120], story.Lookups.Select(lookup => (int)lookup.After.TotalSeconds));
        Assert.Equal([1, 2, 3, 4], story.Lookups.Select(lookup => MessageJobs.Parse(lookup.PayloadJson).Round));
        Assert.Equal(4, story.Lookups.Select(lookup => lookup.UniqueKey).Distinct().Count());
        Assert.All(story.Lookups, lookup => Assert.Equal(MessageDecider.LookupJob, lookup.Kind));
    }

    [Fact]
    public void A_sender_that_stopped_in_between_leaves_an_unknown_outcome_and_no_second_permission()
    {
        var story = new MessageStory().Then(Request, Request, Request);
        Assert.Equal([MessageDecider.Go, MessageDecider.Nothing, MessageDecider.Nothing], story.Replies);
        Assert.Equal(MessageStatus.Unknown, story.State.Status);
        Assert.Single(story.Lookups);
    }

    [Theory]
    [InlineData("sent", MessageStatus.Sent)]
    [InlineData("delivered", MessageStatus.Delivered)]
    [InlineData("failed", MessageStatus.Failed)]
    public void A_callback_settles_what_was_unknown(string word, MessageStatus status)
    {
        var story = new MessageStory().Then(Request, Unknown(), Reported(word), new LookupMissed(1));
        Assert.Equal(status, story.State.Status);
        Assert.Single(story.Lookups);
    }

    [Fact]
    public void A_look_up_settles_what_was_unknown()
    {
        var story = new MessageStory().Then(Request, Unknown(), Accepted(0, "sent"));
        Assert.Equal(MessageStatus.Sent, story.State.Status);
        Assert.Equal(Sid, story.State.MessageSid);
    }

    [Fact]
    public void A_late_callback_still_counts_after_the_message_was_given_up()
    {
        var story = new MessageStory().Then(
            Request,
            Unknown(),
            new LookupMissed(1),
            new LookupMissed(2),
            new LookupMissed(3),
            new LookupMissed(4),
            Reported("delivered")
        );
        Assert.Equal(MessageStatus.UnknownFinal, story.States[^2].Status);
        Assert.Equal(MessageStatus.Delivered, story.State.Status);
        Assert.Equal(Sid, story.State.MessageSid);
    }

    [Fact]
    public void A_message_that_waited_too_long_is_not_sent_any_more()
    {
        var story = new MessageStory { Now = TestClock.Noon.AddMinutes(15) }.Then(Request);
        Assert.Equal(MessageDecider.Nothing, story.Replies[^1]);
        Assert.Equal(MessageStatus.Expired, story.State.Status);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void A_message_may_be_sent_until_its_last_moment() =>
        Assert.Equal(
            MessageDecider.Go,
            new MessageStory { Now = TestClock.Noon.AddMinutes(15).AddTicks(-1) }
                .Then(Request)
                .Replies[^1]
        );

    [Fact]
    public void The_error_of_a_failed_delivery_is_kept()
    {
        var story = new MessageStory().Then(Request, Accepted(), Reported("undelivered", 30003), Reported("sent"));
        Assert.Equal((MessageStatus.Undelivered, 30003), (story.State.Status, story.State.ErrorCode));
    }

    [Fact]
    public void A_message_that_came_in_is_answered_with_an_empty_document()
    {
        var begin = Queued with { Status = MessageStatus.Received, Direction = "inbound" };
        var story = new MessageStory(begin).Then(new MessageReceived(Sid, "+1", "+2", "Hello"));
        Assert.EndsWith("<Response/>", story.Replies[^1]);
        Assert.Equal(MessageStatus.Received, story.State.Status);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void A_job_carries_all_that_sending_needs()
    {
        var reference = MessageJobs.Parse(MessageJobs.Payload(Queued, 2));
        Assert.Equal(
            new MessageReference(
                IntentId,
                Samples.TenantId,
                Samples.BusinessNumber,
                Samples.CallerNumber,
                "Sorry we missed you",
                TestClock.Noon.AddMinutes(15),
                TestClock.Noon,
                2,
                Class: "text-back"
            ),
            reference
        );
    }

    [Theory]
    [InlineData("Rivera Plumbing: on our way. Reply STOP to opt out.", true)]
    [InlineData("On our way.", false)]
    public void Only_a_text_that_left_and_says_how_to_stop_introduces(string body, bool introduces)
    {
        var text = MessageStory.Queued with { Body = body, Status = MessageStatus.Sending, Attempt = 1 };
        var settled = MessageStory.Accepted();
        var effects = MessageDecider.Decide(text, settled, TestClock.Noon, ContactState.Unknown).Effects;
        Assert.Equal(introduces, effects.OfType<MarkIntroduced>().Any());
        Assert.Empty(
            MessageDecider
                .Decide(text, MessageStory.Refused(), TestClock.Noon, ContactState.Unknown)
                .Effects.OfType<MarkIntroduced>()
        );
    }
}
