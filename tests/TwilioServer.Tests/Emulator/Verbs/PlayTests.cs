using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Play answers the call; every sound lasts five seconds here, every key half a second.</summary>
public sealed class PlayTests : EmulatorTest
{
    [Theory]
    [InlineData("<Play>https://example.com/a.mp3</Play>", 5)]
    [InlineData("<Play loop=\"2\">/a.mp3</Play>", 10)]
    [InlineData("<Play digits=\"1w23\"/>", 2)]
    [InlineData("<Play digits=\"12\" loop=\"3\"/>", 3)]
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
