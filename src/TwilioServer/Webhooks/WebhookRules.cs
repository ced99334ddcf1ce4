using System.Net;

namespace TwilioServer.Webhooks;

/// <summary>
/// The rules on top of the signature: the token that a URL carries, and the tenant that it was made for. In shadow mode
/// they only count and tell what they would refuse.
/// </summary>
internal sealed class WebhookRules(
    WebhookSecrets secrets,
    UrlTokenSettings settings,
    RefusalCounter refusals,
    SourceAddresses sources
)
{
    /// <summary>
    /// A tenant that gets an account of its own has calls under way in the service's: these must still end well, and
    /// whoever forgot to move a number should hear of it before it is refused.
    /// </summary>
    private static readonly TimeSpan MovingTime = TimeSpan.FromHours(24);

    /// <summary>What is wrong with a URL that was signed by this account; null when nothing is, or in shadow mode.</summary>
    public Refusal? Check(HttpContext context, SigningAccount account, in TargetQuery query)
    {
        var token = secrets.UrlTokens.Check(query);
        if (token == UrlTokenVerdict.Wrong && Enforce(context, Refusal.WrongUrlToken) is { } wrong)
            return wrong;
        if (token == UrlTokenVerdict.Missing)
        {
            if (!settings.Required)
                Tolerate(context, Refusal.NoUrlToken);
            else if (Enforce(context, Refusal.NoUrlToken) is { } missing)
                return missing;
        }
        if (!query.HasTenant || !secrets.HasTenantAccounts)
            return null;
        // What names no tenant belongs to nobody but the service itself.
        return Guid.TryParse(query.Tenant, out var tenantId) ? CheckTenant(context, account, tenantId)
            : account.TenantId is null ? null
            : Enforce(context, Refusal.WrongTenant);
    }

    /// <summary>Whether the account may speak for this tenant: it is the tenant's own, or the tenant has none.</summary>
    public Refusal? CheckTenant(HttpContext context, SigningAccount account, Guid tenantId)
    {
        if (account.TenantId is { } owner)
            return owner == tenantId ? null : Enforce(context, Refusal.WrongTenant);
        if (secrets.OfTenant(tenantId) is not { } own)
            return null;
        if (secrets.Time.GetUtcNow() >= own.Since + MovingTime)
            return Enforce(context, Refusal.WrongTenant);
        Tolerate(context, Refusal.WrongTenant);
        return null;
    }

    private Refusal? Enforce(HttpContext context, Refusal refusal)
    {
        if (!settings.ShadowOnly)
            return refusal;
        Tolerate(context, refusal);
        return null;
    }

    private void Tolerate(HttpContext context, Refusal refusal) =>
        refusals.CountTolerated(refusal, sources.Of(context) ?? IPAddress.None);
}
