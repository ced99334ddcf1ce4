using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Many calls at once while time runs: each has its whole story, once.</summary>
public sealed class ManyCallsTests : EmulatorTest
{
    private const int Calls = 200;

    [Fact]
    public async Task Each_has_one_action_one_recording_and_one_end()
    {
        await OwnNumber(new { voiceUrl = At("/voice"), statusCallback = At("/status") });
        TheApp.Twiml("/voice", $"<Dial timeout=\"5\" action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml(
            "/dialed",
            "<Say>Leave a message</Say><Record action=\"/recorded\" recordingStatusCallback=\"/ready\"/>"
        );
        await Control("PUT", "/clock", new { mode = "scaled", factor = 20 });
        var caller = new
        {
            from = Caller,
            to = Number,
            voicemail = new { speakSeconds = 3, thenHangUp = true },
        };
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => Control("POST", "/calls", caller)));
        await Seen("recording.completed", Calls);
        await Settle();
        foreach (var path in new[] { "/voice", "/dialed", "/recorded", "/ready", "/status" })
            Assert.Equal(Calls, TheApp.All(path).Select(each => each["CallSid"]).Distinct().Count());
        Assert.Equal(5 * Calls, TheApp.Received.Count);
        Assert.All(TheApp.All("/status"), each => Assert.Equal("completed", each["CallStatus"]));
        Assert.All(TheApp.All("/dialed"), each => Assert.Equal("no-answer", each["DialCallStatus"]));
        Assert.All(TheApp.All("/recorded"), each => Assert.Equal("hangup", each["Digits"]));
    }

    private async Task Seen(string kind, int times)
    {
        var after = 0L;
        for (var seen = 0; seen < times; )
        {
            var page = await Control("GET", $"/events?kind={kind}&after={after}&waitSeconds=20", null);
            var found = page.GetProperty("events").GetArrayLength();
            Assert.True(found > 0, $"Only {seen} of {times} events of {kind} came.");
            seen += found;
            after = page.GetProperty("next").GetInt64();
        }
    }
}
