using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>What may be two requests goes no further, on whatever path; what cannot goes on.</summary>
public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("POST", "/webhooks/voice", "Content-Length", "5", true)]
    [InlineData("GET", "/health?full=1", "User-Agent", "probe/1.0", true)]
    [InlineData("POST", "/webhooks/voice", "Transfer-Encoding", "chunked", true)]
    [InlineData("POST", "/webhooks/voice\r", "Content-Length", "5", false)]
    [InlineData("GET", "/health", "Content-Length", "0", false)]
    [InlineData("GET", "/health", "Transfer-Encoding", "chunked", false)]
    [InlineData("GET", "/health", "Transfer-Encoding[]", "chunked", false)]
    public Task One_request_goes_on(string method, string target, string header, string value, bool goesOn) =>
        AssertAsync(Request(method, target, (header, value)), goesOn);

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("X-Content-Length")]
    public Task A_body_of_two_lengths_does_not(string name) =>
        AssertAsync(Request("POST", "/webhooks/voice", ("Transfer-Encoding", "chunked"), (name, "5")), goesOn: false);

    private static async Task AssertAsync(HttpContext context, bool goesOn)
    {
        var wentOn = false;
        await new RequestGuard(new Verification(["https://api.example.test"]).Refusals).Guard(_ =>
        {
            wentOn = true;
            return Task.CompletedTask;
        })(context);
        Assert.Equal(
            goesOn ? (true, 200, "") : (false, 400, "close"),
            (wentOn, context.Response.StatusCode, context.Response.Headers.Connection.ToString())
        );
    }

    private static DefaultHttpContext Request(
        string method,
        string target,
        params (string Name, string Value)[] headers
    )
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Request.Method = method;
        foreach (var (name, value) in headers)
            context.Request.Headers[name] = value;
        return context;
    }
}
