using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.TwilioApi;

/// <summary>A Twilio that answers reads as a test says, and remembers what was asked.</summary>
internal sealed class FakeTwilio : IAsyncDisposable
{
    public const string AccountPath = $"/2010-04-01/Accounts/{Samples.AccountSid}/";
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _web;
    private readonly Func<string, (int Status, string Body)> _answer;

    private FakeTwilio(WebApplication web, Func<string, (int Status, string Body)> answer)
    {
        _web = web;
        _answer = answer;
    }

    /// <summary>Twilio's clock.</summary>
    public DateTimeOffset Now { get; set; } = TestClock.Noon;

    /// <summary>What was asked for, below the account, with the query as it should be read.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public TwilioClient Client { get; private set; } = null!;

    /// <param name="answer">Takes what was asked for; gives status and body.</param>
    public static async Task<FakeTwilio> StartAsync(Func<string, (int Status, string Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var twilio = new FakeTwilio(builder.Build(), answer);
        twilio._web.Run(twilio.HandleAsync);
        await twilio._web.StartAsync();
        var url = new Uri(twilio._web.Urls.Single());
        twilio.Client = new TwilioClient(new TwilioSettings(Samples.AccountSid, "t", null, null, null, url, 4));
        return twilio;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _web.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var asked = Uri.UnescapeDataString(context.Request.Path + context.Request.QueryString);
        asked = asked.Replace(AccountPath, "", StringComparison.Ordinal);
        _asked.Enqueue(asked);
        var (status, body) = _answer(asked);
        context.Response.StatusCode = status;
        context.Response.Headers.Date = Now.ToString("R");
        await context.Response.WriteAsync(body);
    }
}

/// <summary>A clock that stands, and whose pauses are over at once.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => TestClock.Noon;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
}
