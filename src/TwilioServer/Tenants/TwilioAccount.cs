namespace TwilioServer.Tenants;

/// <summary>A Twilio account of a tenant's own, with the tokens that sign its webhooks.</summary>
/// <param name="AuthTokenOld">The token before, accepted until <paramref name="OldExpiresAt"/>; null when there is none.</param>
public sealed record TwilioAccount(
    string AccountSid,
    Guid TenantId,
    string AuthToken,
    string? AuthTokenOld,
    DateTimeOffset? OldExpiresAt,
    DateTimeOffset CreatedAt
)
{
    /// <summary>A record prints its members: these two stay out of every log.</summary>
    public override string ToString() => $"{AccountSid} of tenant {TenantId}";
}
