using TwilioServer.Configuration;
using TwilioServer.Monitoring;

namespace TwilioServer.Webhooks;

/// <summary>The addresses under which Twilio reaches the service.</summary>
/// <param name="PublicBaseUrls">
/// Scheme, host, port and path prefix as Twilio sees them; the first is the one that the service hands out. Empty in
/// development until the process listens: then it is the address that it listens on.
/// </param>
public sealed record WebhookSettings(IReadOnlyList<Uri> PublicBaseUrls)
{
    /// <summary>The token that the URLs carry.</summary>
    public UrlTokenSettings UrlToken { get; init; } = UrlTokenSettings.None;

    public static WebhookSettings Read(SettingsReader reader, HostSettings host)
    {
        var configured = reader.Optional(
            "PUBLIC_BASE_URL",
            "one or more absolute http or https URLs, separated by commas",
            "by NODE_ENV: http://localhost:PORT, or the platform's staging or production address",
            "How Twilio reaches the service. Signatures are checked against it, never against the Host header.",
            ParseList
        );
        return new WebhookSettings(configured ?? DefaultFor(host)) { UrlToken = UrlTokenSettings.Read(reader) };
    }

    private static Uri[] DefaultFor(HostSettings host) =>
        host.Environment switch
        {
            "production" => [new Uri("https://api.nevermisscall.com/twilio")],
            "staging" => [new Uri("https://staging-api.nevermisscall.com/twilio")],
            _ => [],
        };

    private static Uri[]? ParseList(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var urls = parts.Select(HttpUrl.TryParse).OfType<Uri>().ToArray();
        return urls.Length > 0 && urls.Length == parts.Length ? urls : null;
    }
}
