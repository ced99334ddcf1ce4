using TwilioServer.Tenants;

namespace TwilioServer.Registrations;

/// <summary>A business as the carriers know it: https://www.twilio.com/docs/messaging/api/brand-registration-resource.</summary>
public sealed record Brand(string Sid, string Status, string? FailureReason);

/// <summary>What a brand sends texts for: https://www.twilio.com/docs/messaging/api/usapptoperson-resource.</summary>
/// <param name="ServiceSid">The messaging service whose numbers are the campaign's.</param>
/// <param name="BrandSid">Null where Twilio does not say.</param>
public sealed record Campaign(string Sid, string ServiceSid, string? BrandSid, string Status);

/// <summary>What one or more Twilio accounts hold.</summary>
/// <param name="Held">The accounts' numbers.</param>
/// <param name="InService">A messaging service, and a number of it.</param>
public sealed record CarrierRecords(
    IReadOnlyList<Brand> Brands,
    IReadOnlyList<Campaign> Campaigns,
    IReadOnlyList<string> Held,
    IReadOnlyList<(string ServiceSid, string PhoneNumber)> InService
)
{
    public static CarrierRecords All(IReadOnlyList<CarrierRecords> accounts) =>
        new(
            [.. accounts.SelectMany(account => account.Brands)],
            [.. accounts.SelectMany(account => account.Campaigns)],
            [.. accounts.SelectMany(account => account.Held)],
            [.. accounts.SelectMany(account => account.InService)]
        );

    /// <summary>Whether a number of ours may send, and by which campaign.</summary>
    public CheckedNumber Check(string phoneNumber, Guid tenantId)
    {
        if (!NumberRegistration.AppliesTo(phoneNumber))
            return new CheckedNumber(phoneNumber, tenantId, RegistrationStatus.NotApplicable);
        if (!Held.Contains(phoneNumber, StringComparer.Ordinal))
            return new CheckedNumber(phoneNumber, tenantId, RegistrationStatus.Unknown);
        var services = InService.Where(entry => entry.PhoneNumber == phoneNumber).Select(entry => entry.ServiceSid);
        return Campaigns
                .Where(campaign => services.Contains(campaign.ServiceSid, StringComparer.Ordinal))
                .Select(campaign => new CheckedNumber(phoneNumber, tenantId, StatusOf(campaign), campaign))
                .OrderBy(number => PlaceOf(number.Status))
                .FirstOrDefault()
            ?? new CheckedNumber(phoneNumber, tenantId, RegistrationStatus.Unregistered);
    }

    public Brand? BrandOf(Campaign campaign) => Brands.FirstOrDefault(brand => brand.Sid == campaign.BrandSid);

    /// <summary>
    /// A campaign that is verified stays so while its brand is looked at again; a brand that another account registered is
    /// not seen here, and then the campaign says enough.
    /// </summary>
    private RegistrationStatus StatusOf(Campaign campaign) =>
        (campaign.Status, BrandOf(campaign)?.Status) switch
        {
            (_, "FAILED" or "SUSPENDED") or ("FAILED", _) => RegistrationStatus.Failed,
            ("VERIFIED", _) => RegistrationStatus.Registered,
            _ => RegistrationStatus.Pending,
        };

    /// <summary>Where a number is in several campaigns, the best counts.</summary>
    private static int PlaceOf(RegistrationStatus status) =>
        status switch
        {
            RegistrationStatus.Registered => 0,
            RegistrationStatus.Pending => 1,
            _ => 2,
        };
}

/// <summary>What was found about a number of ours.</summary>
/// <param name="Campaign">Null where it is in none.</param>
public sealed record CheckedNumber(
    string PhoneNumber,
    Guid TenantId,
    RegistrationStatus Status,
    Campaign? Campaign = null
)
{
    /// <summary>Whether nothing is to be done about it.</summary>
    public bool IsFine => Status is RegistrationStatus.Registered or RegistrationStatus.NotApplicable;
}
