using TwilioServer.Configuration;

namespace TwilioServer.Webhooks;

/// <summary>Whom the service believes about addresses, and how much of it one address may take.</summary>
/// <param name="TrustedProxies">The proxies whose <c>X-Forwarded-For</c> counts.</param>
/// <param name="MaxConnectionsPerAddress">Proxies and this machine itself excepted.</param>
public sealed record HardeningSettings(AddressSet TrustedProxies, int MaxConnectionsPerAddress)
{
    public static HardeningSettings Read(SettingsReader reader) =>
        new(
            reader.Optional(
                "TRUSTED_PROXIES",
                "IP addresses and networks such as 10.0.0.0/8, separated by commas",
                "none",
                "The proxies in front of the service: only what they say in X-Forwarded-For counts as a request's source.",
                AddressSet.TryParse
            ) ?? AddressSet.Empty,
            reader.Number(
                "MAX_CONNECTIONS_PER_ADDRESS",
                200,
                1,
                12_000,
                "Open connections from one address at most (IPv6: from one /64). TRUSTED_PROXIES, 127.0.0.1 and ::1 are excepted."
            )
        );
}
