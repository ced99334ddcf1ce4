using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.TwilioApi;

/// <summary>A Twilio that answers as a test says, and remembers what was asked and what was posted.</summary>
internal sealed class FakeTwilio : IAsyncDisposable
{
    public const string AccountPath = $"/2010-04-01/Accounts/{Samples.AccountSid}/";
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _signedIn = new();
    private readonly ConcurrentQueue<(PathString Path, IFormCollection Form)> _posted = new();
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

    /// <summary>The paths that were asked for, each with who asked.</summary>
    public IReadOnlyList<string> SignedIn => [.. _signedIn];

    /// <summary>The forms of texts that were posted in the service's account.</summary>
    public IReadOnlyList<IFormCollection> Texts => TextsOf(Samples.AccountSid);

    public Uri Url => new(_web.Urls.Single());

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
        twilio.Client = twilio.ClientOf(Samples.AccountSid);
        return twilio;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _web.DisposeAsync();
    }

    /// <summary>The forms of texts that were posted in an account.</summary>
    public IReadOnlyList<IFormCollection> TextsOf(string accountSid) =>
        [
            .. _posted
                .Where(posted => posted.Path == $"/2010-04-01/Accounts/{accountSid}/Messages.json")
                .Select(posted => posted.Form),
        ];

    /// <summary>A client that signs in as an account.</summary>
    public TwilioClient ClientOf(string accountSid) =>
        new(new TwilioSettings(accountSid, "t", null, null, null, Url, 4));

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
            _posted.Enqueue((context.Request.Path, await context.Request.ReadFormAsync()));
        var asked = Uri.UnescapeDataString(context.Request.Path + context.Request.QueryString);
        asked = asked.Replace(AccountPath, "", StringComparison.Ordinal);
        _asked.Enqueue(asked);
        var credentials = context.Request.Headers.Authorization.ToString()["Basic ".Length..];
        _signedIn.Enqueue(
            $"{context.Request.Path} as {Encoding.UTF8.GetString(Convert.FromBase64String(credentials))}"
        );
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
