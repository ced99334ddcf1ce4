using System.Text.RegularExpressions;
using TwilioServer.Configuration;

namespace TwilioServer.TwilioApi;

/// <summary>The Twilio account: how to sign in to its API, and with which tokens its webhooks are signed.</summary>
public sealed partial record TwilioSettings(
    string AccountSid,
    string AuthToken,
    string? AuthTokenOld,
    string? ApiKey,
    string? ApiSecret,
    Uri ApiBaseUrl,
    int ConnectionPoolSize
)
{
    /// <summary>How long the old token is accepted, from when a process first had it as the old one.</summary>
    public int AuthTokenOldSeconds { get; init; } = 86_400;

    private static readonly Uri Production = new("https://api.twilio.com");

    public static TwilioSettings Read(SettingsReader reader)
    {
        const string token = "32 hexadecimal digits, as the Twilio console shows them";
        var settings = new TwilioSettings(
            reader.Required(
                "TWILIO_ACCOUNT_SID",
                "AC and 32 hexadecimal digits",
                "The Twilio account.",
                Match(AccountSidPattern())
            ),
            reader.Required(
                "TWILIO_AUTH_TOKEN",
                token,
                "The account's auth token; webhooks are signed with it.",
                Match(TokenPattern())
            ),
            reader.Optional(
                "TWILIO_AUTH_TOKEN_OLD",
                token,
                "unset",
                "The auth token before the last promotion: accepted in signatures too.",
                Match(TokenPattern())
            ),
            reader.Optional(
                "TWILIO_API_KEY",
                "SK and 32 hexadecimal digits",
                "unset: the auth token signs in",
                "An API key to sign in to Twilio's API with.",
                Match(ApiKeyPattern())
            ),
            reader.Optional(
                "TWILIO_API_SECRET",
                "the secret of TWILIO_API_KEY",
                "unset",
                "The API key's secret.",
                text => text
            ),
            reader.Optional(
                "TWILIO_API_BASE_URL",
                "an absolute http or https URL",
                Production.OriginalString,
                "Where Twilio's API is; the emulator's address in development.",
                HttpUrl.TryParse
            ) ?? Production,
            reader.Number("TWILIO_CONNECTION_POOL_SIZE", 10, 4, 1000, "Connections to Twilio's API at most.")
        )
        {
            AuthTokenOldSeconds = reader.Number(
                "TWILIO_AUTH_TOKEN_OLD_SECONDS",
                86_400,
                1,
                2_592_000,
                "How long the old auth token is accepted, counted from when a process first had it as the old one."
            ),
        };
        if (settings.ApiKey is null != settings.ApiSecret is null)
            reader.Problem("TWILIO_API_KEY and TWILIO_API_SECRET belong together: set both or neither.");
        return settings;
    }

    private static Func<string, string?> Match(Regex pattern) => text => pattern.IsMatch(text) ? text : null;

    [GeneratedRegex(@"^AC[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex AccountSidPattern();

    [GeneratedRegex(@"^SK[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex ApiKeyPattern();

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TokenPattern();
}
