using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwilioEmulator;
using Xunit;

namespace TwilioServer.Tests.Emulator.Webhooks;

/// <summary>Retries, redirects, cookies and bodies of webhooks, and the alerts of those that failed.</summary>
public sealed class WebhookDeliveryTests : EmulatorTest
{
    [Theory]
    [InlineData("#rc=2&rp=5xx", 503, 3)]
    [InlineData("#rc=2&rp=4xx", 503, 1)]
    [InlineData("#rc=0&rp=5xx", 503, 1)]
    [InlineData("#rp=all", 404, 2)]
    [InlineData("", 503, 1)]
    public async Task Are_tried_again_as_the_fragment_says(string fragment, int status, int requests)
    {
        TheApp.Answer("/hook", status, null, "");
        await SendTo(At("/hook") + fragment);
        Assert.Equal(requests, TheApp.All("/hook").Count);
        Assert.Single(TheApp.All("/hook").Select(each => each.Headers["I-Twilio-Idempotency-Token"]).Distinct());
        Assert.Equal(["11200"], await AlertCodes());
    }

    [Fact]
    public async Task Are_given_up_after_their_own_read_timeout_and_tried_again()
    {
        TheApp.On("/hook", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await SendTo(At("/hook#rt=100&rc=1&rp=rt"));
        Assert.Equal(2, TheApp.All("/hook").Count);
        Assert.Equal(["11205"], await AlertCodes());
    }

    [Fact]
    public async Task Are_given_up_when_the_time_for_all_attempts_is_over()
    {
        TheApp.On("/hook", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await SendTo(At("/hook#tt=150&rt=100&rc=5&rp=rt"));
        Assert.InRange(TheApp.All("/hook").Count, 1, 2);
        Assert.Equal(["11205"], await AlertCodes());
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "11205", 2)]
    [InlineData("http://127.0.0.1:1/#rc=4", "11205", 5)]
    [InlineData("http://no-such-host.invalid/#rc=0", "11210", 1)]
    [InlineData("http://127.0.0.1:1/#rp=later", "11243", 1)]
    [InlineData("http://127.0.0.1:1/#e=moon", "11240", 1)]
    public async Task That_cannot_be_delivered_leave_one_alert(string url, string code, int attempts)
    {
        await SendTo(url);
        Assert.Equal(attempts, (await Events("webhook")).Length);
        Assert.Equal([code], await AlertCodes());
    }

    [Theory]
    [InlineData(301, "GET", false)]
    [InlineData(302, "GET", false)]
    [InlineData(303, "GET", false)]
    [InlineData(307, "POST", true)]
    [InlineData(308, "POST", true)]
    public async Task Follow_redirects_signed_for_the_new_url(int status, string method, bool keepsParameters)
    {
        TheApp.On(
            "/hook",
            context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "/moved?to=here";
                return Task.CompletedTask;
            }
        );
        await SendTo(At("/hook"));
        var moved = TheApp.Single("/moved");
        Assert.Equal(method, moved.Method);
        Assert.Equal(keepsParameters ? "1" : null, moved["A"]);
        Assert.Equal(Sign(At("/moved?to=here") + (keepsParameters ? "A1" : "")), moved.Headers["X-Twilio-Signature"]);
        Assert.Equal(
            TheApp.Single("/hook").Headers["I-Twilio-Idempotency-Token"],
            moved.Headers["I-Twilio-Idempotency-Token"]
        );
        Assert.Empty(await AlertCodes());
    }

    [Fact]
    public async Task Follow_at_most_ten_redirects()
    {
        TheApp.RedirectsTo("/hook", "/hook");
        await SendTo(At("/hook"));
        Assert.Equal(11, TheApp.All("/hook").Count);
        Assert.Equal(["11215"], await AlertCodes());
    }

    [Fact]
    public async Task Keep_cookies_within_a_call_and_not_between_calls()
    {
        TheApp.On(
            "/voice",
            context =>
            {
                context.Response.Headers.SetCookie = "seen=1; Path=/";
                context.Response.ContentType = "text/xml";
                return context.Response.WriteAsync("<Response><Redirect>/next</Redirect></Response>");
            }
        );
        TheApp.Twiml("/next", "<Hangup/>");
        await Call();
        await Call();
        Assert.All(TheApp.All("/next"), each => Assert.Equal("seen=1", each.Headers["Cookie"]));
        Assert.All(TheApp.All("/voice"), each => Assert.False(each.Headers.ContainsKey("Cookie")));
    }

    [Fact]
    public async Task Carry_json_with_its_hash_in_the_signed_url()
    {
        const string json = """{"text": "Größe 1+1", "n": 1}""";
        var body = "";
        TheApp.On(
            "/json",
            async context => body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted)
        );
        var (status, _) = await TryControl(
            "POST",
            "/webhooks/send",
            $$"""{"url":"{{At("/json?a=1")}}","json":{{json}}}"""
        );
        Assert.Equal(200, status);
        Assert.Equal(json, body);
        var request = TheApp.Single("/json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        Assert.Equal("/json?a=1&bodySHA256=" + hash, request.RawTarget);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(Sign(TheApp.Url + request.RawTarget), request.Headers["X-Twilio-Signature"]);
    }

    [Theory]
    [InlineData("text/xml", "11750")]
    [InlineData("audio/mpeg", null)]
    public async Task May_be_answered_with_64_kB_and_no_more_unless_it_is_sound(string type, string? code)
    {
        TheApp.Answer("/hook", 200, type, new string('x', 64 * 1024 + 1));
        await SendTo(At("/hook"));
        Assert.Equal(code is null ? [] : [code], await AlertCodes());
    }

    [Fact]
    public async Task Of_status_ignore_what_comes_back()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        TheApp.Answer("/status", 200, "application/zip", new string('x', 100_000));
        await Call();
        Assert.Single(TheApp.All("/status"));
        Assert.Empty(await AlertCodes());
    }

    [Theory]
    [InlineData("text/xml", "<Response><Hangup>", "12100", "error")]
    [InlineData("text/xml", "<Response><Sing/></Response>", "12200", "warning")]
    [InlineData("application/json", "{}", "12300", "error")]
    public async Task Whose_answer_is_no_TwiML_leave_an_alert_with_request_and_answer(
        string type,
        string body,
        string code,
        string level
    )
    {
        TheApp.Answer("/voice", 200, type, body);
        var sid = await Call();
        var alert = Assert.Single((await Control("GET", "/alerts", null)).GetProperty("alerts").EnumerateArray());
        Assert.Equal(code, alert.GetProperty("errorCode").GetString());
        Assert.Equal(level, alert.GetProperty("logLevel").GetString());
        Assert.Equal(sid, alert.GetProperty("resourceSid").GetString());
        Assert.Equal(At("/voice"), alert.GetProperty("requestUrl").GetString());
        Assert.Equal("POST", alert.GetProperty("requestMethod").GetString());
        Assert.Contains("CallSid=" + sid, alert.GetProperty("requestVariables").GetString());
        Assert.Contains("User-Agent=TwilioProxy%2F1.1", alert.GetProperty("requestHeaders").GetString());
        Assert.Contains("Content-Type=", alert.GetProperty("responseHeaders").GetString());
        Assert.Equal(body, alert.GetProperty("responseBody").GetString());
        Assert.Contains("ErrorCode=" + code, alert.GetProperty("alertText").GetString());
        Assert.StartsWith("NO", alert.GetProperty("sid").GetString(), StringComparison.Ordinal);
    }

    private async Task SendTo(string url) =>
        await Control("POST", "/webhooks/send", new { url, parameters = new { A = "1" } });

    private async Task<string[]> AlertCodes() =>
        [
            .. (await Control("GET", "/alerts", null))
                .GetProperty("alerts")
                .EnumerateArray()
                .Select(each => each.GetProperty("errorCode").GetString()!),
        ];

#pragma warning disable CA5350 // Twilio signs with SHA-1.
    private static string Sign(string text) =>
        Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(EmulatorOptions.DemoAuthToken), Encoding.UTF8.GetBytes(text))
        );
#pragma warning restore CA5350
}
