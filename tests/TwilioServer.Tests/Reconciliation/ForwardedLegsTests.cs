using TwilioServer.Calls;
using TwilioServer.Reconciliation;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Reconciliation;

public sealed class ForwardedLegsTests
{
    [Fact]
    public void Without_a_leg_nobody_was_rung() => Assert.Null(ForwardedLegs.Summarise([], "completed"));

    [Theory]
    [InlineData("completed", 12, "completed", true)]
    [InlineData("completed", 0, "completed", false)]
    [InlineData("no-answer", null, "no-answer", false)]
    [InlineData("busy", null, "busy", false)]
    [InlineData("failed", null, "failed", false)]
    [InlineData("canceled", null, "canceled", false)]
    [InlineData("in-progress", null, "answered", true)]
    [InlineData("ringing", null, "canceled", false)]
    [InlineData("queued", null, "canceled", false)]
    public void A_leg_ended_as_the_webhook_would_have_said(string status, int? seconds, string word, bool answered)
    {
        var dial = ForwardedLegs.Summarise([Leg("CA1", status, seconds)], "completed");
        Assert.Equal(new DialEnded(word, "CA1", seconds, null, "completed"), dial);
        Assert.Equal(answered, dial!.IsBridged);
    }

    [Theory]
    [InlineData("busy", null, "completed", 9, "CA2")]
    [InlineData("completed", 9, "completed", 0, "CA1")]
    [InlineData("failed", null, "no-answer", null, "CA2")]
    [InlineData("canceled", null, "busy", null, "CA2")]
    [InlineData("a-word-of-tomorrow", null, "failed", null, "CA2")]
    public void Of_several_the_one_that_tells_most_counts(
        string one,
        int? oneSeconds,
        string other,
        int? otherSeconds,
        string chosen
    ) =>
        Assert.Equal(
            chosen,
            ForwardedLegs
                .Summarise([Leg("CA1", one, oneSeconds), Leg("CA2", other, otherSeconds)], "completed")!
                .DialCallSid
        );

    private static ListedCall Leg(string sid, string status, int? seconds) =>
        new(sid, "CA0", "+1", "+2", "outbound-dial", status, seconds, TestClock.Noon, TestClock.Noon);
}
