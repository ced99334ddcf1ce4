using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>The control API: it never breaks on bad input, and says what to send instead.</summary>
public sealed class ControlApiTests : EmulatorTest
{
    [Theory]
    [InlineData("PUT", "/numbers/5551234", "{}", 400, "E.164")]
    [InlineData("PUT", "/numbers/+15125550199", "{\"voiceURL2\":\"x\"}", 400, "voiceUrl")]
    [InlineData("PUT", "/numbers/+15125550199", "nonsense", 400, "voiceUrl")]
    [InlineData("PUT", "/numbers/+15125550199", "{\"voiceMethod\":\"PATCH\"}", 400, "GET or POST")]
    [InlineData("PUT", "/phones/+13125550111", "{\"whenCalled\":\"maybe\"}", 400, "no-answer")]
    [InlineData("PUT", "/phones/+13125550111", "{\"whenCalled\":2}", 400, "no-answer")]
    [InlineData("PUT", "/phones/+13125550111", "{\"answerAfterSeconds\":-1}", 400, "Seconds")]
    [InlineData("POST", "/calls", "{}", 400, "to must be")]
    [InlineData("POST", "/calls", "null", 400, "voicemail")]
    [InlineData("POST", "/calls", "{\"from\":\"+14155550100\",\"to\":\"+19995550199\"}", 404, "PUT /control/numbers")]
    [InlineData("POST", "/calls", "{\"from\":\"me\",\"to\":\"+15125550199\"}", 400, "from must be")]
    [InlineData("POST", "/calls/CA0/speak", "{\"seconds\":3}", 404, "GET /control/calls")]
    [InlineData("POST", "/calls/CA0/answer", "", 404, "GET /control/calls")]
    [InlineData("GET", "/calls/CA0", "", 404, "GET /control/calls")]
    [InlineData("POST", "/messages", "{\"from\":\"+14155550100\",\"to\":\"+15125550199\"}", 400, "body")]
    [InlineData("POST", "/webhooks/send", "{\"url\":\"nonsense\"}", 400, "http")]
    [InlineData("POST", "/webhooks/send", "{\"url\":\"http://localhost/\",\"parameters\":[[1]]}", 400, "pair")]
    [InlineData("POST", "/webhooks/send", "{\"url\":\"http://localhost/\",\"times\":0}", 400, "times")]
    [InlineData("POST", "/clock/advance", "{\"seconds\":-1}", 400, "seconds")]
    [InlineData("POST", "/clock/advance", "{}", 400, "seconds")]
    [InlineData("PUT", "/clock", "{\"mode\":\"fast\"}", 400, "mode")]
    [InlineData("GET", "/events?after=x", "", 400, "after")]
    [InlineData("GET", "/nonsense", "", 404, "/control/nonsense")]
    public async Task Says_what_to_do(string method, string path, string body, int status, string hint)
    {
        var (actual, json) = await TryControl(method, path, body);
        Assert.Equal(status, actual);
        Assert.Contains(hint, json.GetProperty("error").GetString());
        Assert.Equal("ok", (await Control("GET", "/health", null)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Advance_needs_stepped_time()
    {
        await Control("PUT", "/clock", new { mode = "scaled", factor = 5 });
        var (status, _) = await TryControl("POST", "/clock/advance", "{\"seconds\":1}");
        Assert.Equal(409, status);
        var clock = await Control("GET", "/clock", null);
        Assert.Equal("scaled", clock.GetProperty("mode").GetString());
        Assert.Equal(5, clock.GetProperty("factor").GetDouble());
    }

    [Fact]
    public async Task Events_are_given_after_a_sequence_number_and_by_call()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call();
        var second = await Call();
        var all = await Control("GET", "/events", null);
        var sequence = all.GetProperty("events")
            .EnumerateArray()
            .Select(each => each.GetProperty("seq").GetInt64())
            .ToArray();
        Assert.Equal(Enumerable.Range(1, sequence.Length).Select(each => (long)each), sequence);
        Assert.Equal(sequence[^1], all.GetProperty("next").GetInt64());
        var some = await Control("GET", $"/events?after=2&callSid={second}&kind=call.status", null);
        var statuses = some.GetProperty("events")
            .EnumerateArray()
            .Select(each => each.GetProperty("data").GetProperty("status").GetString());
        Assert.Equal(["ringing", "in-progress", "completed"], statuses);
    }

    [Fact]
    public async Task A_waiting_reader_gets_the_next_event_at_once()
    {
        var next = (await Control("GET", "/events", null)).GetProperty("next").GetInt64();
        var waiting = Control("GET", $"/events?after={next}&waitSeconds=30&kind=call.created", null);
        Assert.False(waiting.IsCompleted);
        TheApp.Twiml("/voice", "<Hangup/>");
        var sid = await Call();
        var found = Assert.Single((await waiting).GetProperty("events").EnumerateArray());
        Assert.Equal(sid, found.GetProperty("callSid").GetString());
        Assert.InRange(found.GetProperty("atUnixMs").GetDouble(), 1.6e12, 1e13);
    }

    [Fact]
    public async Task A_reader_gets_nothing_when_its_time_is_over()
    {
        var read = await Control("GET", "/events?after=1000000&waitSeconds=0.05", null);
        Assert.Empty(read.GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_sids()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        var sid = await Call();
        var sids = new TwilioEmulator.Store.SidGenerator(new() { Seed = 7 });
        _ = sids.Next("PN");
        Assert.Equal(sids.Next("CA"), sid);
    }
}
