using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Calls that the API makes: they ring a virtual phone first, and TwiML runs when it is answered.</summary>
public sealed class OutboundCallTests : EmulatorTest
{
    [Fact]
    public async Task Is_queued_in_the_answer_and_has_every_field()
    {
        var (status, call) = await Create();
        Assert.Equal(201, status);
        Assert.Equal("queued", call.GetProperty("status").GetString());
        Assert.Equal("outbound-api", call.GetProperty("direction").GetString());
        Assert.Equal("(312) 555-0111", call.GetProperty("to_formatted").GetString());
        Assert.Equal(JsonValueKind.Null, call.GetProperty("duration").ValueKind);
        Assert.Equal(
            "account_sid,answered_by,api_version,caller_name,date_created,date_updated,direction,duration,"
                + "end_time,forwarded_from,from,from_formatted,group_sid,parent_call_sid,phone_number_sid,price,price_unit,"
                + "queue_time,sid,start_time,status,subresource_uris,to,to_formatted,trunk_sid,uri",
            string.Join(',', call.EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal))
        );
    }

    [Fact]
    public async Task Runs_its_url_when_answered_and_reports_its_progress()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 3 });
        TheApp.Twiml("/run", "<Say>Hello</Say>");
        var (_, call) = await Create(
            ("StatusCallback", At("/progress")),
            ("StatusCallbackEvent", "initiated"),
            ("StatusCallbackEvent", "ringing"),
            ("StatusCallbackEvent", "answered"),
            ("StatusCallbackEvent", "completed")
        );
        await Settle();
        Assert.Empty(TheApp.All("/run"));
        await Advance(3);
        Assert.Equal("in-progress", TheApp.Single("/run")["CallStatus"]);
        Assert.Equal("outbound-api", TheApp.Single("/run")["Direction"]);
        await Advance(1);
        var reports = TheApp.All("/progress").OrderBy(each => each["SequenceNumber"]).ToArray();
        Assert.Equal(["initiated", "ringing", "in-progress", "completed"], reports.Select(each => each["CallStatus"]));
        var (_, ended) = await Rest("GET", $"/Calls/{Sid(call)}.json");
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.Equal("1", ended.GetProperty("duration").GetString());
        Assert.EndsWith("+0000", ended.GetProperty("end_time").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-answer", "no-answer", 20)]
    [InlineData("busy", "busy", 1)]
    [InlineData("unreachable", "failed", 1)]
    public async Task Ends_unanswered(string whenCalled, string status, double seconds)
    {
        await Phone(Owner, new { whenCalled });
        var (_, call) = await Create(("Timeout", "20"), ("StatusCallback", At("/progress")));
        await Advance(seconds);
        Assert.Equal(status, await StatusOf(Sid(call)));
        Assert.Equal(status, TheApp.Single("/progress")["CallStatus"]);
        Assert.Equal("0", TheApp.Single("/progress")["SequenceNumber"]);
        Assert.Empty(TheApp.All("/run"));
    }

    [Fact]
    public async Task Takes_its_twiml_inline()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 1 });
        var (_, call) = await Rest(
            "POST",
            "/Calls.json",
            ("To", Owner),
            ("From", Number),
            ("Twiml", "<Response><Say>Hi</Say></Response>")
        );
        await Advance(2);
        Assert.Equal(["Say"], await VerbsOf(Sid(call)));
        Assert.Equal("completed", await StatusOf(Sid(call)));
    }

    [Fact]
    public async Task Ends_at_its_time_limit()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 1 });
        TheApp.Twiml("/run", "<Pause length=\"500\"/>");
        var (_, call) = await Create(("TimeLimit", "90"));
        await Advance(600);
        var (_, ended) = await Rest("GET", $"/Calls/{Sid(call)}.json");
        Assert.Equal("90", ended.GetProperty("duration").GetString());
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("canceled")]
    public async Task Can_be_canceled_while_it_rings(string wanted)
    {
        var (_, call) = await Create();
        await Settle();
        var (status, json) = await Rest("POST", $"/Calls/{Sid(call)}.json", ("Status", wanted));
        Assert.Equal(200, status);
        Assert.Equal("canceled", json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Can_be_sent_elsewhere_while_it_goes_on()
    {
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml("/elsewhere", "<Say>Hello</Say>");
        var sid = await Call();
        var (status, _) = await Rest("POST", $"/Calls/{sid}.json", ("Url", At("/elsewhere")));
        await Settle();
        Assert.Equal(200, status);
        Assert.Equal("canceled", await StatusOf(await LegOf(sid)));
        Assert.Empty(TheApp.All("/dialed"));
        Assert.Equal(["Dial", "Say"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Can_be_ended_but_not_after_its_end()
    {
        TheApp.Twiml("/voice", "<Say>Hello</Say><Pause length=\"60\"/>");
        var sid = await Call();
        await Advance(5);
        var (_, ended) = await Rest("POST", $"/Calls/{sid}.json", ("Status", "completed"));
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.Equal("5", ended.GetProperty("duration").GetString());
        var (status, error) = await Rest("POST", $"/Calls/{sid}.json", ("Url", At("/elsewhere")));
        Assert.Equal(400, status);
        Assert.Equal(21220, error.GetProperty("code").GetInt32());
    }

    private static string Sid(JsonElement call) => call.GetProperty("sid").GetString()!;

    private Task<(int Status, JsonElement Json)> Create(params (string, string)[] more) =>
        Rest("POST", "/Calls.json", [("To", Owner), ("From", Number), ("Url", At("/run")), .. more]);
}
