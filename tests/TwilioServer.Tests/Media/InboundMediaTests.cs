using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Media;

/// <summary>Which texts have their files fetched.</summary>
public sealed class InboundMediaTests
{
    private const string Sid = "MM0123456789abcdef0123456789abcdef";
    private static readonly string[] Urls = ["https://api.twilio.com/1", "file:///etc/passwd"];

    [Theory]
    [InlineData("Look at this leak")]
    [InlineData("")]
    [InlineData("STOP")]
    [InlineData("HELP")]
    [InlineData("please stop texting me")]
    public void A_text_with_files_has_one_job_for_all_of_them_whatever_it_says(string body)
    {
        var decision = Receive(Text(body, Urls));
        var job = Assert.Single(decision.Effects.OfType<ScheduleJob>(), job => job.Kind == InboundMedia.Job);
        Assert.Equal(($"media.fetch:{Sid}", TimeSpan.Zero), (job.UniqueKey, job.After));
        var reference = InboundMedia.Parse(job.PayloadJson);
        Assert.Equal((9_001, Sid, Samples.TenantId), (reference.MessageId, reference.MessageSid, reference.TenantId));
        Assert.Equal(Urls, reference.Urls);
        Assert.Equal(TestClock.Noon, reference.ReceivedAt);
        Assert.DoesNotContain(
            Receive(decision.State).Effects.OfType<ScheduleJob>(),
            again => again.Kind == InboundMedia.Job
        );
    }

    [Fact]
    public void A_text_without_files_has_none()
    {
        Assert.DoesNotContain(Receive(Text("Hello", null)).Effects.OfType<ScheduleJob>(), IsFetch);
        Assert.DoesNotContain(Receive(Text("Hello", [])).Effects.OfType<ScheduleJob>(), IsFetch);
    }

    private static bool IsFetch(ScheduleJob job) => job.Kind == InboundMedia.Job;

    private static Decision<MessageState> Receive(MessageState state) =>
        MessageDecider.Decide(
            state,
            new MessageReceived(Sid, state.From, state.To, state.Body) { MediaUrls = state.MediaUrls },
            TestClock.Noon,
            ContactState.Unknown
        );

    private static MessageState Text(string body, IReadOnlyList<string>? urls) =>
        new(
            9_001,
            Guid.Empty,
            Samples.TenantId,
            "inbound",
            Samples.CallerNumber,
            Samples.BusinessNumber,
            body,
            MessageStatus.Received,
            TestClock.Noon,
            MessageSid: Sid
        )
        {
            Class = MessageClass.Inbound,
            MediaUrls = urls,
        };
}
