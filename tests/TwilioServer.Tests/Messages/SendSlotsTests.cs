using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>What somebody waits for never stands behind what came by the thousand.</summary>
public sealed class SendSlotsTests
{
    [Theory]
    [InlineData(4, 2, 4, 1)]
    [InlineData(10, 8, 16, 2)]
    [InlineData(18, 16, 32, 4)]
    [InlineData(1000, 16, 32, 4)]
    public void Bulk_has_a_quarter_of_the_lines(int connections, int lines, int waitedFor, int bulk) =>
        Assert.Equal(new SendSlots(lines, waitedFor, bulk), SendSlots.For(connections));

    [Fact]
    public async Task A_line_that_was_given_back_is_taken_by_who_waits_for_it()
    {
        var lines = new SendLines(2);
        var first = await lines.TakeAsync(CancellationToken.None).Soon();
        using var second = await lines.TakeAsync(CancellationToken.None).Soon();
        var third = lines.TakeAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);
        first.Dispose();
        using var taken = await third.Soon();
        Assert.False(lines.TakeAsync(CancellationToken.None).IsCompleted);
    }

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
