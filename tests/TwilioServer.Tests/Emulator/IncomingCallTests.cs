using Microsoft.AspNetCore.Http;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>The first request of an incoming call, and how calls end.</summary>
public sealed class IncomingCallTests : EmulatorTest
{
    [Fact]
    public async Task Asks_the_voice_url_with_the_full_set_of_parameters()
    {
        TheApp.Twiml("/voice", "<Pause length=\"60\"/>");
        var sid = await Call();
        var expected = new Dictionary<string, string>
        {
            ["AccountSid"] = Account,
            ["ApiVersion"] = "2010-04-01",
            ["CallSid"] = sid,
            ["CallStatus"] = "ringing",
            ["Direction"] = "inbound",
            ["StirVerstat"] = "TN-Validation-Passed-A",
        };
        Describe("From", Caller, "SAN FRANCISCO", "CA", "94105");
        Describe("Caller", Caller, "SAN FRANCISCO", "CA", "94105");
        Describe("To", Number, "AUSTIN", "TX", "78701");
        Describe("Called", Number, "AUSTIN", "TX", "78701");
        Assert.Equal(expected.OrderBy(each => each.Key), TheApp.Single("/voice").Parameters.OrderBy(each => each.Key));

        void Describe(string role, string number, string city, string state, string zip)
        {
            expected[role] = number;
            expected[role + "City"] = city;
            expected[role + "State"] = state;
            expected[role + "Zip"] = zip;
            expected[role + "Country"] = "US";
        }
    }

    [Fact]
    public async Task Passes_on_an_anonymous_caller()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call(new { from = "anonymous", to = Number });
        Assert.Equal("anonymous", TheApp.Single("/voice")["From"]);
        Assert.Equal("", TheApp.Single("/voice")["FromCountry"]);
        Assert.Equal("No-TN-Validation", TheApp.Single("/voice")["StirVerstat"]);
    }

    [Fact]
    public async Task Reports_its_end_once_to_the_numbers_status_callback()
    {
        TheApp.Twiml("/voice", "<Pause length=\"2\"/><Say>Hello, this is the shop.</Say>");
        var sid = await Call();
        Assert.Empty(TheApp.All("/status"));
        await Advance(90);
        var report = TheApp.Single("/status");
        Assert.Equal(sid, report["CallSid"]);
        Assert.Equal("completed", report["CallStatus"]);
        Assert.Equal("inbound", report["Direction"]);
        Assert.Equal("0", report["SequenceNumber"]);
        Assert.Equal("call-progress-events", report["CallbackSource"]);
        Assert.Equal("2", report["CallDuration"]);
        Assert.Equal("1", report["Duration"]);
        Assert.Equal("200", report["SipResponseCode"]);
        Assert.Matches(@"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$", report["Timestamp"]);
    }

    [Fact]
    public async Task Is_not_answered_when_the_caller_gives_up_while_the_application_thinks()
    {
        using var reached = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        TheApp.On(
            "/voice",
            async context =>
            {
                reached.Release();
                await release.WaitAsync();
                context.Response.ContentType = "text/xml";
                await context.Response.WriteAsync("<Response><Say>Too late</Say></Response>");
            }
        );
        var placed = await Control("POST", "/calls", new { from = Caller, to = Number });
        var sid = placed.GetProperty("callSid").GetString()!;
        await reached.WaitAsync();
        await Control("POST", $"/calls/{sid}/hang-up", null);
        release.Release();
        await Settle();
        Assert.Equal("no-answer", await StatusOf(sid));
        Assert.Empty(await VerbsOf(sid));
        Assert.Equal("no-answer", TheApp.Single("/status")["CallStatus"]);
        Assert.Equal("0", TheApp.Single("/status")["CallDuration"]);
        Assert.Null(TheApp.Single("/status")["Duration"]);
    }

    [Fact]
    public async Task Ends_when_the_caller_hangs_up_while_listening()
    {
        TheApp.Twiml(
            "/voice",
            "<Pause length=\"1\"/><Say>Hello</Say><Pause length=\"100\"/><Redirect>/never</Redirect>"
        );
        var sid = await Call(
            new
            {
                from = Caller,
                to = Number,
                hangUpAfterSeconds = 7.5,
            }
        );
        await Advance(200);
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal("7", TheApp.Single("/status")["CallDuration"]);
        Assert.Empty(TheApp.All("/never"));
    }

    [Fact]
    public async Task Never_leaves_a_terminal_state()
    {
        TheApp.Twiml("/voice", "<Reject/>");
        var sid = await Call();
        var (status, json) = await TryControl("POST", $"/calls/{sid}/hang-up", "");
        Assert.Equal(409, status);
        Assert.Contains("no-answer", json.GetProperty("error").GetString());
        Assert.Equal("no-answer", await StatusOf(sid));
    }

    [Fact]
    public async Task Is_answered_and_ended_by_an_empty_document()
    {
        TheApp.Twiml("/voice", "");
        var sid = await Call();
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal("0", TheApp.Single("/status")["CallDuration"]);
    }
}
