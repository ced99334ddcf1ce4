using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>A tiny application under test: fixed answers by path, and a memory of what was asked.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> answers = new();
    private readonly ConcurrentQueue<ReceivedWebhook> received = new();

    private TestApp()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        web = builder.Build();
        web.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    public IReadOnlyList<ReceivedWebhook> Received => [.. received];

    public static async Task<TestApp> StartAsync()
    {
        var app = new TestApp();
        await app.web.StartAsync();
        var server = app.web.Services.GetRequiredService<IServer>();
        app.Url = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return app;
    }

    /// <summary>The one request that came to a path.</summary>
    public ReceivedWebhook Single(string path) => Assert.Single(received, each => each.Path == path);

    public IReadOnlyList<ReceivedWebhook> All(string path) => [.. received.Where(each => each.Path == path)];

    /// <summary>Answers a path with verbs inside a Response.</summary>
    public void Twiml(string path, string verbs) => Answer(path, 200, "text/xml", $"<Response>{verbs}</Response>");

    public void Answer(string path, int status, string? contentType, string body) =>
        On(
            path,
            async context =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = contentType;
                await context.Response.WriteAsync(body);
            }
        );

    public void RedirectsTo(string path, string location) =>
        On(
            path,
            context =>
            {
                context.Response.Redirect(location);
                return Task.CompletedTask;
            }
        );

    public void On(string path, Func<HttpContext, Task> answer) => answers[path] = answer;

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        received.Enqueue(await ReceivedWebhook.ReadAsync(context.Request));
        if (answers.TryGetValue(context.Request.Path, out var answer))
            await answer(context);
        else
            context.Response.StatusCode = 204;
    }
}
