using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>What Twilio took and then lost is followed by another text only where that is safe, and once.</summary>
public sealed class LostTextsTests
{
    private static readonly DateTimeOffset Now = TestClock.Noon.AddSeconds(10);

    private static readonly MessageState Sent = MessageStory.Queued with
    {
        Status = MessageStatus.Accepted,
        MessageSid = MessageStory.Sid,
        Attempt = 1,
    };

    /// <summary>The classes of section 3 of Twilio's behaviour, code by code.</summary>
    public static TheoryData<ErrorClass, int[]> Codes =>
        new()
        {
            { ErrorClass.Retry, [20429, 21611, 30001, 30017, 30022] },
            { ErrorClass.Limited, [30003, 30008, 11200, 11205] },
            { ErrorClass.NextDay, [30023, 30027] },
            { ErrorClass.Ambiguous, [20500, 20503] },
            {
                ErrorClass.Never,
                [
                    20003,
                    21211,
                    21212,
                    21408,
                    21602,
                    21603,
                    21604,
                    21606,
                    21608,
                    21610,
                    21612,
                    21614,
                    21617,
                    30002,
                    30004,
                    30005,
                    30006,
                    30007,
                    30010,
                    30032,
                    30034,
                    99999,
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_has_a_class(ErrorClass expected, int[] codes) =>
        Assert.All(codes, code => Assert.Equal(expected, ErrorClasses.Of(code)));

    [Theory]
    [InlineData("undelivered", 30001, true)]
    [InlineData("failed", 30022, true)]
    [InlineData("failed", 30008, false)] // a person may want it; by itself nothing follows
    [InlineData("undelivered", 30006, false)] // a landline stays one
    [InlineData("failed", 30034, false)]
    [InlineData("failed", null, false)]
    [InlineData("delivered", null, false)]
    public void A_full_queue_is_followed_by_another_text(string status, int? code, bool follows)
    {
        var decision = MessageDecider.Decide(Sent, MessageStory.Reported(status, code), Now);
        var next = decision.Effects.OfType<QueueText>().SingleOrDefault();
        Assert.Equal(follows, next is not null);
        Assert.Equal(follows, decision.State.IsRetried);
        if (next is null)
            return;
        Assert.Equal(
            (Sent.Class, Sent.From, Sent.To, Sent.Body, 1),
            (next.Class, next.From, next.To, next.Body, next.Generation)
        );
        // It expires when the first one would have.
        Assert.Equal(Sent.ExpiresAt, Now + next.Lifetime);
        Assert.True(next.After >= TimeSpan.FromSeconds(30));
        Assert.Empty(
            MessageDecider.Decide(decision.State, MessageStory.Reported(status, code), Now).Effects.OfType<QueueText>()
        );
    }

    [Fact]
    public void Nothing_follows_the_fourth_text_or_one_whose_time_is_over()
    {
        var reported = MessageStory.Reported("failed", 30001);
        Assert.Empty(MessageDecider.Decide(Sent with { Generation = 3 }, reported, Now).Effects.OfType<QueueText>());
        var late = Sent.ExpiresAt!.Value.AddSeconds(-40);
        Assert.Empty(MessageDecider.Decide(Sent, reported, late).Effects.OfType<QueueText>());
    }

    [Theory]
    [InlineData(MessageStatus.Failed, 30003, true)]
    [InlineData(MessageStatus.Undelivered, 30008, true)]
    [InlineData(MessageStatus.Failed, 30023, true)]
    [InlineData(MessageStatus.Failed, 21610, false)]
    [InlineData(MessageStatus.Failed, null, false)]
    [InlineData(MessageStatus.Unknown, 30003, false)]
    [InlineData(MessageStatus.UnknownFinal, 30003, false)]
    [InlineData(MessageStatus.Delivered, null, false)]
    [InlineData(MessageStatus.Blocked, null, false)]
    public void An_operator_may_have_sent_again_what_was_surely_lost(MessageStatus status, int? code, bool may)
    {
        var decision = MessageDecider.Decide(Sent with { Status = status, ErrorCode = code }, new SendRetried(), Now);
        Assert.Equal(may ? "queued" : "nothing", decision.Reply);
        Assert.Equal(may ? [MessageClass.Manual] : [], decision.Effects.OfType<QueueText>().Select(text => text.Class));
        Assert.Equal("nothing", MessageDecider.Decide(decision.State, new SendRetried(), Now).Reply);
    }

    [Theory]
    [InlineData(MessageStatus.Queued, "canceled")]
    [InlineData(MessageStatus.Sending, "too-late")]
    [InlineData(MessageStatus.Accepted, "too-late")]
    [InlineData(MessageStatus.Blocked, "too-late")]
    public void Only_what_waits_can_be_taken_back(MessageStatus status, string answer)
    {
        var decision = MessageDecider.Decide(Sent with { Status = status }, new SendCanceled(), Now);
        Assert.Equal(answer, decision.Reply);
        Assert.Equal(answer == "canceled" ? MessageStatus.Canceled : status, decision.State.Status);
        Assert.NotEqual("go", MessageDecider.Decide(decision.State, new SendRequested(), Now).Reply);
    }
}
