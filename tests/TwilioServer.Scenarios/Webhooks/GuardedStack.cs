using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>A service that demands a token in webhook URLs, has an internal key, and stands behind a proxy.</summary>
public sealed class GuardedStack : IAsyncLifetime
{
    public const string UrlToken = "q+/Zk3v8T1mXw0aB5nRtYu==";
    public const string OldUrlToken = "an-old-token-of-before==";
    public const string InternalKey = "an-internal-key-of-the-scenarios";

    public Stack Stack { get; private set; } = null!;

    public Business Business { get; private set; } = null!;

    public Business Other { get; private set; } = null!;

    public static string Query { get; } = "?token=" + Uri.EscapeDataString(UrlToken);

    /// <summary>Businesses are opened while no token is needed; then the service gets its guards.</summary>
    public async ValueTask InitializeAsync()
    {
        Stack = await Stack.StartAsync();
        Business = await Business.OpenAsync(Stack);
        Other = await Business.OpenAsync(Stack);
        await Stack.Server.KillAsync();
        await Stack.StartServerAsync(
            "all",
            ("TWILIO_WEBHOOK_AUTH_TOKEN", UrlToken),
            ("TWILIO_WEBHOOK_AUTH_TOKEN_OLD", OldUrlToken),
            ("WEBHOOK_TOKEN_REQUIRED", "true"),
            ("INTERNAL_SERVICE_KEY", InternalKey),
            ("TRUSTED_PROXIES", "127.0.0.1")
        );
    }

    public ValueTask DisposeAsync() => Stack.DisposeAsync();
}
