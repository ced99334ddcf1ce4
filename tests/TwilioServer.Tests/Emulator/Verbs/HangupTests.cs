using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Hangup ends the call; as the first verb it does not keep Twilio from answering it.</summary>
public sealed class HangupTests : EmulatorTest
{
    [Fact]
    public async Task Answers_and_ends()
    {
        TheApp.Twiml("/voice", "<Hangup/><Say>Unreachable</Say>");
        var sid = await Call();
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal(["Hangup"], await VerbsOf(sid));
        Assert.Equal("completed", TheApp.Single("/status")["CallStatus"]);
    }
}
