using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>What somebody waits for never stands behind what came by the thousand.</summary>
public sealed class SendSlotsTests
{
    [Theory]
    [InlineData(4, 1, 1)]
    [InlineData(5, 2, 1)]
    [InlineData(10, 6, 2)]
    [InlineData(22, 15, 5)]
    [InlineData(1000, 15, 5)]
    public void Bulk_has_a_quarter_of_what_leaves_at_once(int connections, int waitedFor, int bulk) =>
        Assert.Equal(new SendSlots(waitedFor, bulk), SendSlots.For(connections));

    [Theory]
    [InlineData(MessageClass.TextBack, MessageDecider.SendJob)]
    [InlineData(MessageClass.OwnerNotice, MessageDecider.SendJob)]
    [InlineData(MessageClass.Answer, MessageDecider.SendJob)]
    [InlineData(MessageClass.Manual, MessageDecider.SendJob)]
    [InlineData(MessageClass.OptOutConfirmation, MessageDecider.SendJob)]
    [InlineData(MessageClass.FollowUp, MessageDecider.SendBulkJob)]
    [InlineData(MessageClass.Scheduled, MessageDecider.SendBulkJob)]
    [InlineData(MessageClass.Bulk, MessageDecider.SendBulkJob)]
    public void What_nobody_waits_for_is_sent_by_jobs_of_its_own(MessageClass messageClass, string kind)
    {
        var message = MessageStory.Queued with { Class = messageClass };
        Assert.Equal(kind, MessageJobs.Send(message).Kind);
        Assert.Equal(kind, MessageJobs.SendAt(message, TestClock.Noon.AddHours(1), TestClock.Noon).Kind);
    }
}
