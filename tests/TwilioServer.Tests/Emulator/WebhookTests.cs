using System.Security.Cryptography;
using System.Text;
using TwilioEmulator;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>How webhooks look on the wire.</summary>
public sealed class WebhookTests : EmulatorTest
{
    [Fact]
    public async Task Has_the_headers_of_Twilio()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call();
        var headers = TheApp.Single("/voice").Headers;
        Assert.Equal("TwilioProxy/1.1", headers["User-Agent"]);
        Assert.Equal("*/*", headers["Accept"]);
        Assert.Equal("us1", headers["X-Home-Region"]);
        Assert.Equal("application/x-www-form-urlencoded; charset=UTF-8", headers["Content-Type"]);
        Assert.True(Guid.TryParseExact(headers["I-Twilio-Idempotency-Token"], "D", out _));
    }

    [Fact]
    public async Task Signs_a_post_over_url_and_sorted_parameters()
    {
        await OwnNumber(new { voiceUrl = At("/voice?tenant=7#rc=2") });
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call();
        var request = TheApp.Single("/voice");
        Assert.Equal("/voice?tenant=7", request.RawTarget);
        var parameters = request.Parameters.OrderBy(each => each.Key, StringComparer.Ordinal);
        var text = At("/voice?tenant=7") + string.Concat(parameters.Select(each => each.Key + each.Value));
        Assert.Equal(Hmac(text), request.Headers["X-Twilio-Signature"]);
    }

    [Fact]
    public async Task Sends_and_signs_a_get_with_all_in_its_query()
    {
        await OwnNumber(new { voiceUrl = At("/voice?a=b%20c"), voiceMethod = "GET" });
        TheApp.Twiml("/voice", "<Hangup/>");
        var sid = await Call();
        var request = TheApp.Single("/voice");
        Assert.Equal("GET", request.Method);
        Assert.Equal(sid, request["CallSid"]);
        Assert.StartsWith("/voice?a=b%20c&", request.RawTarget, StringComparison.Ordinal);
        Assert.Equal(Hmac(TheApp.Url + request.RawTarget), request.Headers["X-Twilio-Signature"]);
    }

    [Fact]
    public async Task Turns_user_and_password_of_the_url_into_a_header()
    {
        await OwnNumber(new { voiceUrl = At("/voice").Replace("http://", "http://hook:s%40fe@") });
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call();
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("hook:s@fe"));
        Assert.Equal(expected, TheApp.Single("/voice").Headers["Authorization"]);
    }

    [Fact]
    public async Task Follows_redirects_with_a_get()
    {
        TheApp.RedirectsTo("/voice", "/moved");
        TheApp.Twiml("/moved", "<Hangup/>");
        var sid = await Call();
        Assert.Equal("GET", TheApp.Single("/moved").Method);
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Empty(await Problems());
    }

    [Fact]
    public async Task Gives_up_after_ten_redirects()
    {
        TheApp.RedirectsTo("/voice", "/voice");
        await Call();
        await AssertProblems(11215);
        Assert.Equal(11, TheApp.All("/voice").Count);
    }

    [Fact]
    public async Task Tries_twice_when_nothing_listens()
    {
        await OwnNumber(new { voiceUrl = "http://127.0.0.1:1/voice" });
        await Call();
        var attempts = await Events("webhook");
        Assert.Equal([1, 2], attempts.Select(each => each.GetProperty("data").GetProperty("attempt").GetInt32()));
        await AssertProblems(11205);
    }

    [Fact]
    public async Task Does_not_try_again_after_a_server_error()
    {
        TheApp.Answer("/voice", 503, "text/plain", "busy");
        await Call();
        Assert.Single(TheApp.Received);
        await AssertProblems(11200);
    }

    [Fact]
    public async Task Gives_up_on_an_application_that_never_answers()
    {
        TheApp.On("/voice", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await Call();
        Assert.Single(TheApp.Received);
        await AssertProblems(11205);
        var data = Assert.Single(await Events("webhook")).GetProperty("data");
        Assert.Equal("No answer within 2 s", data.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Is_logged_with_its_answer()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        var sid = await Call();
        var logged = (await Events("webhook"))[0];
        var data = logged.GetProperty("data");
        Assert.Equal(sid, logged.GetProperty("callSid").GetString());
        Assert.Equal("voice", data.GetProperty("purpose").GetString());
        Assert.Equal(At("/voice"), data.GetProperty("url").GetString());
        Assert.Equal("POST", data.GetProperty("method").GetString());
        Assert.Equal(200, data.GetProperty("responseStatus").GetInt32());
        Assert.Equal("text/xml", data.GetProperty("responseContentType").GetString());
        Assert.Equal("<Response><Hangup/></Response>", data.GetProperty("responseBody").GetString());
        Assert.Equal(TheApp.Single("/voice").Headers["X-Twilio-Signature"], data.GetProperty("signature").GetString());
    }

    [Fact]
    public async Task Can_be_sent_by_hand_and_repeated()
    {
        TheApp.Answer("/hook", 200, "application/json", "{}");
        var results = await Control(
            "POST",
            "/webhooks/send",
            new
            {
                url = At("/hook"),
                parameters = new[] { new[] { "A", "1" }, ["B", "x y"] },
                times = 3,
                concurrently = true,
            }
        );
        Assert.Equal([200, 200, 200], results.EnumerateArray().Select(each => each.GetProperty("status").GetInt32()));
        Assert.All(
            TheApp.All("/hook"),
            each => Assert.Equal(Hmac(At("/hook") + "A1Bx y"), each.Headers["X-Twilio-Signature"])
        );
        Assert.All(TheApp.All("/hook"), each => Assert.Equal("x y", each["B"]));
    }

    private static string Hmac(string text)
    {
        var key = Encoding.UTF8.GetBytes(EmulatorOptions.DemoAuthToken);
#pragma warning disable CA5350 // Twilio's rule is SHA-1.
        return Convert.ToBase64String(HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }
}
