using TwilioServer.Tenants;

namespace TwilioServer.Webhooks;

/// <summary>An account whose webhooks are taken.</summary>
/// <param name="TenantId">The tenant that it belongs to; null for the service's own account, which serves all others.</param>
/// <param name="Old">The key before; counts until <paramref name="OldExpiresAt"/>.</param>
/// <param name="Since">Since when the tenant has it.</param>
public sealed record SigningAccount(
    string AccountSid,
    Guid? TenantId,
    SigningKey Current,
    SigningKey? Old,
    DateTimeOffset OldExpiresAt,
    DateTimeOffset Since
)
{
    public static SigningAccount Of(TwilioAccount account) =>
        new(
            account.AccountSid,
            account.TenantId,
            new SigningKey(account.AuthToken),
            account.AuthTokenOld is { } old ? new SigningKey(old) : null,
            account.OldExpiresAt ?? default,
            account.CreatedAt
        );

    /// <summary>Whether the account signed this text, with its token or with the one before.</summary>
    public bool Signed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, TimeProvider time) =>
        Current.Signed(text, signature)
        || (Old is not null && time.GetUtcNow() < OldExpiresAt && Old.Signed(text, signature));
}
