using TwilioServer.Configuration;

namespace TwilioServer.Webhooks;

/// <summary>The token in webhook URLs: a second secret on top of Twilio's signature.</summary>
/// <param name="Current">Null: no URL carries one.</param>
/// <param name="Old">Accepted too, until it has been the old one for <paramref name="OldSeconds"/>.</param>
/// <param name="Required">Whether a webhook without the token is refused.</param>
/// <param name="ShadowOnly">Whether the rules on top of the signature only count and log what they would refuse.</param>
public sealed record UrlTokenSettings(string? Current, string? Old, int OldSeconds, bool Required, bool ShadowOnly)
{
    public static readonly UrlTokenSettings None = new(null, null, 3600, false, false);

    public static UrlTokenSettings Read(SettingsReader reader)
    {
        const string expected = "16 to 200 printable ASCII characters without spaces";
        var settings = new UrlTokenSettings(
            reader.Optional(
                "TWILIO_WEBHOOK_AUTH_TOKEN",
                expected,
                "unset",
                "A secret that webhook URLs carry as `token=`, percent-encoded, on top of Twilio's signature. A wrong one is refused with 403.",
                Parse
            ),
            reader.Optional(
                "TWILIO_WEBHOOK_AUTH_TOKEN_OLD",
                expected,
                "unset",
                "The webhook token before the last rotation: accepted too, until it expires.",
                Parse
            ),
            reader.Number(
                "TWILIO_WEBHOOK_AUTH_TOKEN_OLD_SECONDS",
                3600,
                1,
                2_592_000,
                "How long the old webhook token is accepted, counted from when a process first had it as the old one."
            ),
            reader.Flag(
                "WEBHOOK_TOKEN_REQUIRED",
                false,
                "Whether a webhook without the token is refused. Otherwise it is accepted, counted and warned about."
            ),
            reader.Flag(
                "WEBHOOK_RULES_SHADOW",
                false,
                "Whether the rules on top of the signature (webhook token, owner of the tenant) only count and log what they would refuse. Nothing unsigned is ever accepted."
            )
        );
        if (settings is { Required: true, Current: null })
            reader.Problem("WEBHOOK_TOKEN_REQUIRED is true, but TWILIO_WEBHOOK_AUTH_TOKEN is not set.");
        return settings;
    }

    /// <summary>A record prints its members: the tokens stay out of every log.</summary>
    public override string ToString() => $"required: {Required}, shadow only: {ShadowOnly}";

    private static string? Parse(string text) =>
        text.Length is >= 16 and <= 200 && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;
}
