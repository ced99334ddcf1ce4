using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Say answers the call and takes as long as its text; loop repeats it.</summary>
public sealed class SayTests : EmulatorTest
{
    [Theory]
    [InlineData("<Say>Hi</Say>", 1)]
    [InlineData(
        "<Say>0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789</Say>",
        6
    )]
    [InlineData("<Say loop=\"3\">Hi</Say>", 3)]
    [InlineData("<Say>Call <break time=\"1s\"/>back</Say>", 1)]
    public async Task Takes_its_time(string verb, double seconds)
    {
        TheApp.Twiml("/voice", verb);
        var sid = await Call();
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(seconds - 0.01);
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(0.01);
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal($"{seconds}", TheApp.Single("/status")["CallDuration"]);
    }
}
