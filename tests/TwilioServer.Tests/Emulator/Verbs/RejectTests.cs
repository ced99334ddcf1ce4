using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Reject leaves the call unanswered: busy or no-answer by its reason. It cannot undo an answer.</summary>
public sealed class RejectTests : EmulatorTest
{
    [Theory]
    [InlineData("<Reject/>", "no-answer", "487")]
    [InlineData("<Reject reason=\"rejected\"/>", "no-answer", "487")]
    [InlineData("<Reject reason=\"busy\"/>", "busy", "486")]
    public async Task Ends_unanswered(string verb, string status, string sip)
    {
        TheApp.Twiml("/voice", verb);
        var sid = await Call();
        Assert.Equal(status, await StatusOf(sid));
        var report = TheApp.Single("/status");
        Assert.Equal(status, report["CallStatus"]);
        Assert.Equal(sip, report["SipResponseCode"]);
        Assert.Equal("0", report["CallDuration"]);
        Assert.Null(report["Duration"]);
    }

    [Fact]
    public async Task Ends_an_answered_call_as_completed()
    {
        TheApp.Twiml("/voice", "<Say>Hi</Say><Reject/>");
        var sid = await Call();
        await Advance(1);
        Assert.Equal("completed", await StatusOf(sid));
    }
}
