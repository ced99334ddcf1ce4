using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Pause waits one second by default; before anything else the call keeps ringing meanwhile.</summary>
public sealed class PauseTests : EmulatorTest
{
    [Theory]
    [InlineData("<Pause/>", 1)]
    [InlineData("<Pause length=\"10\"/>", 10)]
    public async Task Delays_the_answer(string verb, double seconds)
    {
        TheApp.Twiml("/voice", verb + "<Say>Hello</Say>");
        var sid = await Call();
        await Advance(seconds - 0.01);
        Assert.Equal("ringing", await StatusOf(sid));
        await Advance(0.01);
        Assert.Equal("in-progress", await StatusOf(sid));
    }

    [Fact]
    public async Task Can_come_before_a_reject()
    {
        TheApp.Twiml("/voice", "<Pause length=\"5\"/><Reject/>");
        var sid = await Call();
        await Advance(5);
        Assert.Equal("no-answer", await StatusOf(sid));
    }
}
