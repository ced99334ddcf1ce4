using System.Text.Json;
using TwilioEmulator;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>How calls went and sounded, what was noted about them, and what they cost.</summary>
public sealed class InsightsTests : EmulatorTest
{
    [Fact]
    public async Task A_summary_is_partial_at_first_and_complete_after_half_an_hour()
    {
        var call = await Talk(seconds: 12);
        var summary = await Ask($"/{call}/Summary");
        Assert.Equal(("completed", "partial"), (Text(summary, "call_state"), Text(summary, "processing_state")));
        Assert.Equal(12, summary.GetProperty("connect_duration").GetInt32());
        Assert.Equal(0, await Listed(""));
        Assert.Equal(1, await Listed("?ProcessingState=partial"));
        await Advance(1800);
        Assert.Equal("complete", Text(await Ask($"/{call}/Summary?ProcessingState=complete"), "processing_state"));
        Assert.Equal(1, await Listed("?CallState=completed"));
        Assert.Equal(0, await Listed("?CallState=busy"));
        Assert.Equal(0, await Listed("?StartTime=10m"));
    }

    [Fact]
    public async Task A_test_says_how_a_call_sounded()
    {
        var call = await Talk(seconds: 10);
        await Control(
            "PUT",
            $"/calls/{call}/quality",
            new
            {
                tags = new[] { "high_packet_loss" },
                packetsLostPercentage = 10,
                jitterMaxMs = 80,
            }
        );
        var summary = await Ask($"/{call}/Summary");
        Assert.Equal("high_packet_loss", summary.GetProperty("tags")[0].GetString());
        var inbound = summary.GetProperty("carrier_edge").GetProperty("metrics").GetProperty("inbound");
        Assert.Equal(50, inbound.GetProperty("packets_lost").GetInt32());
        Assert.Equal(80, inbound.GetProperty("jitter").GetProperty("max").GetDouble());
        Assert.Equal(1, await Listed("?HasTag=true&ProcessingState=all"));
    }

    [Theory]
    [InlineData("Events")]
    [InlineData("Metrics")]
    public async Task Details_cost_extra(string what)
    {
        var call = await Talk(seconds: 30);
        var path = $"/insights.twilio.com/v1/Voice/{call}/{what}";
        Assert.Equal(401, (await Send("GET", path, Credentials)).Status);
        await Send("POST", "/insights.twilio.com/v1/Voice/Settings", Credentials, ("AdvancedFeatures", "true"));
        var (status, list) = await Send("GET", path, Credentials);
        Assert.Equal(200, status);
        Assert.NotEqual(0, list.GetProperty(what.ToLowerInvariant()).GetArrayLength());
    }

    [Fact]
    public async Task A_note_stays_with_its_call()
    {
        var call = await Talk(seconds: 5);
        var path = $"/insights.twilio.com/v1/Voice/{call}/Annotation";
        await Send("POST", path, Credentials, ("CallScore", "2"), ("QualityIssues", "echo"));
        await Send("POST", path, Credentials, ("Comment", "Hard to understand"));
        var note = (await Send("GET", path, Credentials)).Json;
        Assert.Equal(2, note.GetProperty("call_score").GetInt32());
        Assert.Equal("echo", note.GetProperty("quality_issues")[0].GetString());
        Assert.Equal("Hard to understand", Text(note, "comment"));
        Assert.Equal(400, (await Send("POST", path, Credentials, ("CallScore", "6"))).Status);
    }

    [Fact]
    public async Task What_is_used_is_counted_and_taken_off_the_balance()
    {
        await Talk(seconds: 61);
        var (_, usage) = await Rest("GET", "/Usage/Records.json?Category=calls-inbound");
        var record = Assert.Single(usage.GetProperty("usage_records").EnumerateArray());
        Assert.Equal(("1", "2"), (Text(record, "count"), Text(record, "usage")));
        Assert.Equal(0.017m, record.GetProperty("price").GetDecimal());
        var (_, balance) = await Rest("GET", "/Balance.json");
        Assert.Equal("98.83300", Text(balance, "balance"));
        var (_, calls) = await Rest("GET", "/Calls.json");
        Assert.Equal("-0.01700", Text(calls.GetProperty("calls")[0], "price"));
    }

    [Fact]
    public async Task A_problem_of_the_application_is_a_notification_and_an_alert()
    {
        TheApp.Answer("/voice", 200, "text/xml", "<Response><Oops");
        var call = await Call();
        var (_, notifications) = await Rest("GET", $"/Calls/{call}/Notifications.json");
        var notification = Assert.Single(notifications.GetProperty("notifications").EnumerateArray());
        Assert.Equal(("12100", "0"), (Text(notification, "error_code"), Text(notification, "log")));
        var (_, alerts) = await Send("GET", "/monitor.twilio.com/v1/Alerts?LogLevel=error", Credentials);
        var alert = Assert.Single(alerts.GetProperty("alerts").EnumerateArray());
        Assert.Equal((call, Text(notification, "sid")), (Text(alert, "resource_sid"), Text(alert, "sid")));
        var (_, full) = await Send("GET", $"/monitor.twilio.com/v1/Alerts/{Text(alert, "sid")}", Credentials);
        Assert.Equal("<Response><Oops", Text(full, "response_body"));
        Assert.Contains($"CallSid={call}", Text(full, "request_variables"), StringComparison.Ordinal);
    }

    private static string Credentials => $"{Account}:{EmulatorOptions.DemoAuthToken}";

    private async Task<string> Talk(int seconds)
    {
        TheApp.Twiml("/voice", $"<Say>Hello</Say><Pause length=\"{seconds - 1}\"/>");
        var call = await Call();
        await Advance(seconds + 1);
        return call;
    }

    private async Task<JsonElement> Ask(string path)
    {
        var (status, json) = await Send("GET", "/insights.twilio.com/v1/Voice" + path, Credentials);
        Assert.Equal(200, status);
        return json;
    }

    private async Task<int> Listed(string query) =>
        (await Ask("/Summaries" + query)).GetProperty("call_summaries").GetArrayLength();

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
