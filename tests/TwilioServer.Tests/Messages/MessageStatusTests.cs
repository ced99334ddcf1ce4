using TwilioServer.Messages;

namespace TwilioServer.Tests.Messages;

public sealed class MessageStatusTests
{
    [Theory]
    [InlineData("accepted", MessageStatus.Accepted)]
    [InlineData("scheduled", MessageStatus.Accepted)]
    [InlineData("queued", MessageStatus.Accepted)]
    [InlineData("sending", MessageStatus.Accepted)]
    [InlineData("sent", MessageStatus.Sent)]
    [InlineData("delivered", MessageStatus.Delivered)]
    [InlineData("read", MessageStatus.Delivered)]
    [InlineData("undelivered", MessageStatus.Undelivered)]
    [InlineData("failed", MessageStatus.Failed)]
    [InlineData("canceled", MessageStatus.Failed)]
    [InlineData("a-word-of-tomorrow", null)]
    [InlineData("", null)]
    public void Twilios_words_have_ours(string word, MessageStatus? status) =>
        Assert.Equal(status, MessageStatusNames.FromTwilio(word));

    [Fact]
    public void A_word_of_Twilios_never_says_that_a_message_waits_with_us()
    {
        // Twilio's "queued" and "sending" mean that Twilio has it; ours mean that it may still be sent.
        foreach (var word in new[] { "queued", "sending" })
            Assert.True(MessageStatusNames.FromTwilio(word) > MessageStatus.Unknown);
    }

    [Fact]
    public void Each_status_is_stored_as_a_word_of_its_own_and_read_back()
    {
        var all = Enum.GetValues<MessageStatus>();
        Assert.Equal(all.Length, all.Select(status => status.ToWord()).Distinct().Count());
        Assert.Equal(all, all.Select(status => MessageStatusNames.FromWord(status.ToWord())));
    }

    [Theory]
    [InlineData(MessageStatus.Queued, false)]
    [InlineData(MessageStatus.Sending, false)]
    [InlineData(MessageStatus.Unknown, false)]
    [InlineData(MessageStatus.UnknownFinal, false)]
    [InlineData(MessageStatus.Accepted, false)]
    [InlineData(MessageStatus.Sent, false)]
    [InlineData(MessageStatus.Delivered, true)]
    [InlineData(MessageStatus.Undelivered, true)]
    [InlineData(MessageStatus.Failed, true)]
    [InlineData(MessageStatus.Expired, true)]
    [InlineData(MessageStatus.Received, true)]
    public void Some_statuses_are_final(MessageStatus status, bool isTerminal) =>
        Assert.Equal(isTerminal, status.IsTerminal());
}
