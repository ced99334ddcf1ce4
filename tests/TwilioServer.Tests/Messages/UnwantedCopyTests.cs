using TwilioServer.Journal;
using TwilioServer.Messages;
using static TwilioServer.Tests.Messages.CopyStory;

namespace TwilioServer.Tests.Messages;

/// <summary>Who does not want a text any more does not get its second copy, scheduled though it is.</summary>
public sealed class UnwantedCopyTests
{
    [Fact]
    public void Who_opts_out_meanwhile_gets_neither()
    {
        var optedOut = ContactState.Unknown with { OptedOutAt = Now };
        var refused = Decide(Due, new CopyRequested(), optedOut);
        Assert.Equal(("nothing", CopyState.Canceled), (refused.Reply, refused.State.Copy));
        var canceling = Decide(Waiting, new CopyWatched(null, CopySid), optedOut);
        Assert.Equal((CopyState.Canceling, MessageStatus.UnknownFinal), (canceling.State.Copy, canceling.State.Status));
        Assert.Equal(["message.cancel-copy"], JobsOf(canceling));
        // What is settled stays so, whatever its recipient wants by now.
        var delivered = Decide(
            Waiting with
            {
                Status = MessageStatus.Delivered,
            },
            new CopyWatched(null, CopySid),
            optedOut
        );
        Assert.Equal((CopyState.Canceling, MessageStatus.Delivered), (delivered.State.Copy, delivered.State.Status));
    }

    /// <summary>A follow-up stops at any answer, also while its copy waits at Twilio; what was promised for a time does not.</summary>
    [Theory]
    [InlineData(MessageClass.FollowUp, true, false, true)]
    [InlineData(MessageClass.FollowUp, false, true, true)]
    [InlineData(MessageClass.FollowUp, false, false, false)]
    [InlineData(MessageClass.Scheduled, true, true, false)]
    public void Who_calls_or_writes_while_the_copy_of_a_follow_up_waits_does_not_get_it(
        MessageClass messageClass,
        bool called,
        bool wrote,
        bool isTakenBack
    )
    {
        var waiting = Waiting with { Class = messageClass };
        var contact = ContactState.Unknown with { LastInboundAt = wrote ? waiting.CreatedAt.AddMinutes(1) : null };
        var decision = Decide(waiting, new CopyWatched(null, CopySid, called), contact);
        Assert.Equal(isTakenBack ? ["message.cancel-copy"] : [MessageDecider.LookupJob], JobsOf(decision));
        Assert.Equal(
            isTakenBack
                ? (CopyState.Canceling, MessageStatus.UnknownFinal, "The recipient called or wrote meanwhile.")
                : (CopyState.Released, MessageStatus.Unknown, null),
            (decision.State.Copy, decision.State.Status, decision.State.ErrorMessage)
        );
    }

    /// <summary>It is given up while nobody knows whether the first one arrived: what is told later still counts.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_told_of_either_after_a_follow_up_was_given_up_still_counts(bool isTakenBack)
    {
        var given = Decide(
            Waiting with
            {
                Class = MessageClass.FollowUp,
            },
            new CopyWatched(null, CopySid, IsAnswered: true)
        );
        var canceled = Decide(given.State, new CopyCanceled(isTakenBack)).State;
        var told = isTakenBack ? MessageStory.Reported("delivered") : new DeliveryReported(CopySid, "delivered", null);
        Assert.Equal(MessageStatus.Delivered, Decide(canceled, told).State.Status);
    }

    /// <summary>The first one was found after all: what is known of it is kept, and only the second is taken back.</summary>
    [Fact]
    public void A_follow_up_that_was_found_stays_what_it_is()
    {
        var waiting = Waiting with { Class = MessageClass.FollowUp };
        var found = Decide(waiting, new CopyWatched(First, CopySid, IsAnswered: true));
        Assert.Equal((CopyState.Canceling, MessageStatus.Delivered), (found.State.Copy, found.State.Status));
    }
}
