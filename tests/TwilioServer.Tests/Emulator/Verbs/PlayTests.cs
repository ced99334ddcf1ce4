using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Play answers the call; every sound lasts five seconds here.</summary>
public sealed class PlayTests : EmulatorTest
{
    [Theory]
    [InlineData("<Play>https://example.com/a.mp3</Play>", 5)]
    [InlineData("<Play loop=\"2\">/a.mp3</Play>", 10)]
    [InlineData("<Play digits=\"123\"/>", 5)]
    public async Task Takes_its_time(string verb, double seconds)
    {
        TheApp.Twiml("/voice", verb);
        var sid = await Call();
        await Advance(seconds - 0.01);
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(0.01);
        Assert.Equal("completed", await StatusOf(sid));
    }
}
