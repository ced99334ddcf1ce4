using TwilioServer.Journal;
using TwilioServer.Messages;
using static TwilioServer.Tests.Messages.MessageStory;

namespace TwilioServer.Tests.Messages;

/// <summary>What happened outside is a fact, whoever holds the job meanwhile.</summary>
public sealed class LateFactsTests
{
    /// <summary>A job's attempt also counts runs that never got permission; the message counts its POSTs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void An_outcome_settles_the_attempt_that_was_permitted(int attemptOfTheJob)
    {
        var story = new MessageStory().Then(new SendRequested(), Accepted(attemptOfTheJob));
        Assert.Equal(new SettleSendAttempt(1, "accepted"), Assert.Single(story.Effects.OfType<SettleSendAttempt>()));
    }

    [Fact]
    public void A_refusal_that_comes_after_the_outcome_was_called_unknown_ends_the_message()
    {
        var story = new MessageStory().Then(new SendRequested(), new SendRequested(), Refused());
        Assert.Equal((MessageStatus.Failed, 21610), (story.State.Status, story.State.ErrorCode));
    }

    [Fact]
    public void A_201_that_comes_after_the_outcome_was_called_unknown_counts()
    {
        var story = new MessageStory().Then(new SendRequested(), new SendRequested(), Accepted());
        Assert.Equal((MessageStatus.Accepted, Sid), (story.State.Status, story.State.MessageSid));
    }
}
