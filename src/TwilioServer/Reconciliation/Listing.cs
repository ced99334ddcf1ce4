using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>One reading of an account's list.</summary>
/// <param name="Since">By Twilio's clock.</param>
/// <param name="OnlyTenantId">The tenant that the account belongs to; null where it serves all.</param>
internal sealed record Listing(TwilioLists Lists, DateTimeOffset Since, Guid? OnlyTenantId)
{
    /// <summary>The tenant that has this number; null when nobody has, or it is not the account's.</summary>
    public Tenant? OwnerOf(string number, TenantDirectory tenants) =>
        tenants.FindByNumber(number) is { } owner && (OnlyTenantId ?? owner.TenantId) == owner.TenantId ? owner : null;
}
