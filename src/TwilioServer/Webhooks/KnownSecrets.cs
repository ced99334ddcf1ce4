using TwilioServer.Tenants;

namespace TwilioServer.Webhooks;

/// <summary>
/// What the database told about the secrets of webhooks: enough to verify them while it is away, also after a restart.
/// Kept only sealed.
/// </summary>
/// <param name="OldTokens">Until when the old secrets of the environment count.</param>
/// <param name="Announced">Webhook tokens that count though no environment has them yet.</param>
public sealed record KnownSecrets(
    IReadOnlyList<TwilioAccount> Accounts,
    IReadOnlyList<KnownToken> OldTokens,
    IReadOnlyList<KnownToken> Announced
)
{
    public static readonly KnownSecrets None = new([], [], []);
}

/// <summary>A secret that counts for a time, as its keyed hash.</summary>
public sealed record KnownToken(byte[] Hash, DateTimeOffset ExpiresAt);
