using System.Net;
using System.Text;
using System.Text.Json;
using TwilioServer.Scenarios.Harness;
using TwilioServer.Scenarios.Harness.Neighbours;

namespace TwilioServer.Scenarios.FeatureFlags;

/// <summary>The stories on one operated stack.</summary>
[CollectionDefinition(OperatedStack.Stories)]
public sealed class OperatedStories : ICollectionFixture<OperatedStack>;

/// <summary>A service with an internal key and neighbours, which operators switch while it runs.</summary>
public sealed class OperatedStack : IAsyncLifetime
{
    /// <summary>The collection of the stories that share it.</summary>
    public const string Stories = "operated";

    public const string Key = "an-internal-key-of-the-scenarios";
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    public Stack Stack { get; private set; } = null!;

    public CallServiceStub CallService { get; } = new(Key);

    public DispatchBotStub DispatchBot { get; } = new();

    public ProvisioningStub Provisioning { get; } = new(Key);

    public async ValueTask InitializeAsync()
    {
        Stack = await Stack.StartAsync(
            ("INTERNAL_SERVICE_KEY", Key),
            ("AS_CALL_SERVICE_URL", CallService.Url.ToString()),
            ("PNS_PROVISIONING_SERVICE_URL", Provisioning.Url.ToString()),
            ("DISPATCH_BOT_AI_URL", DispatchBot.Url.ToString()),
            ("DISPATCH_BOT_AI_TIMEOUT_SECONDS", "2"),
            ("TREAT_SHORT_COMPLETED_AS_MISSED", "true"),
            ("SHORT_COMPLETED_MAX_SECONDS", "5")
        );
        CallService.CallsBack = Stack.ServerUrl;
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await CallService.DisposeAsync();
        await Provisioning.DisposeAsync();
        await DispatchBot.DisposeAsync();
    }

    /// <summary>An operator's request, with the key.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string method, string path, string? body = null) =>
        AskAsync(method, path, body, ("X-Internal-Key", Key));

    public async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        string method,
        string path,
        string? body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Stack.ServerUrl, path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Switches a feature as the runbook does; it holds when this returns.</summary>
    public async Task SwitchAsync(string feature, bool enabled, Guid? tenantId = null)
    {
        var tenant = tenantId is { } id ? $$""","tenantId":"{{id}}" """ : "";
        var (status, body) = await AskAsync(
            "PATCH",
            "/internal/features",
            $$"""{"feature":"{{feature}}","enabled":{{(enabled ? "true" : "false")}}{{tenant}}}"""
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal(
            enabled,
            body.GetProperty("details")
                .GetProperty(feature)
                .GetProperty(tenantId is null ? "flag" : "tenant")
                .GetBoolean()
        );
    }
}
