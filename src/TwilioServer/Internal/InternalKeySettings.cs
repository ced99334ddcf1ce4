using TwilioServer.Configuration;
using TwilioServer.Monitoring;

namespace TwilioServer.Internal;

/// <summary>The key that operators and neighbours show.</summary>
/// <param name="Current">Null: nobody has one, and what needs it is refused.</param>
public sealed record InternalKeySettings(string? Current, string? Old)
{
    /// <summary>Keys that stand in public documents.</summary>
    private static readonly string[] Published =
    [
        "nmc-internal-services-auth-key-phase1",
        "shared-secret-key-for-phase-1",
    ];

    public static InternalKeySettings Read(SettingsReader reader, HostSettings host)
    {
        const string expected = "24 to 200 printable ASCII characters without spaces";
        var settings = new InternalKeySettings(
            reader.Optional(
                "INTERNAL_SERVICE_KEY",
                expected,
                "unset: internal endpoints refuse everybody",
                "The key for internal endpoints, in X-Internal-Key, X-Service-Key or as a bearer token. The one that the runbook prints is refused in staging and production.",
                Parse
            ),
            reader.Optional(
                "INTERNAL_SERVICE_KEY_OLD",
                expected,
                "unset",
                "The internal key before the last rotation: accepted too.",
                Parse
            )
        );
        if (host.Environment is "staging" or "production")
            settings.RefusePublished(reader);
        return settings;
    }

    /// <summary>A record prints its members: the keys stay out of every log.</summary>
    public override string ToString() => Current is null ? "no internal key" : "an internal key";

    private void RefusePublished(SettingsReader reader)
    {
        foreach (var (name, key) in new[] { ("INTERNAL_SERVICE_KEY", Current), ("INTERNAL_SERVICE_KEY_OLD", Old) })
            if (Published.Contains(key, StringComparer.Ordinal))
                reader.Problem(
                    $"{name} is a key that everybody can read in a document. Make one: openssl rand -hex 32"
                );
    }

    private static string? Parse(string text) =>
        text.Length is >= 24 and <= 200 && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;
}
