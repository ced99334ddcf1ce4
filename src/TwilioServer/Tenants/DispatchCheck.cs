namespace TwilioServer.Tenants;

/// <summary>What is wrong with what the assistant is to know, before it is saved.</summary>
internal static class DispatchCheck
{
    private const int MostEstimates = 100;

    public static IEnumerable<string> Of(DispatchProfile? dispatch)
    {
        if (dispatch is null)
            yield break;
        if (!DispatchProfile.Trades.Contains(dispatch.TradeType, StringComparer.Ordinal))
            yield return $"dispatch.tradeType: expected one of {string.Join(", ", DispatchProfile.Trades)}.";
        foreach (var problem in Address(dispatch.Address).Concat(Settings(dispatch.Settings)))
            yield return problem;
        if (dispatch.JobEstimates.Count > MostEstimates)
            yield return $"dispatch.jobEstimates: expected at most {MostEstimates}.";
        for (var i = 0; i < dispatch.JobEstimates.Count; i++)
            foreach (var problem in Estimate($"dispatch.jobEstimates[{i}]", dispatch.JobEstimates[i]))
                yield return problem;
    }

    private static IEnumerable<string> Address(DispatchAddress address)
    {
        foreach (
            var (member, text) in new[]
            {
                ("streetAddress", address.StreetAddress),
                ("city", address.City),
                ("postalCode", address.PostalCode),
            }
        )
            if (string.IsNullOrWhiteSpace(text) || text.Length > 200)
                yield return $"dispatch.address.{member}: expected 1 to 200 characters.";
        if (!RecordingConsent.IsPlace(address.State))
            yield return "dispatch.address.state: expected the two letters of a US state or a Canadian province, such as CA.";
        if (address.Latitude is < -90 or > 90 || address.Longitude is < -180 or > 180)
            yield return "dispatch.address: expected a latitude of -90 to 90 and a longitude of -180 to 180.";
    }

    private static IEnumerable<string> Settings(DispatchSettings settings)
    {
        if (settings.MaxJobsPerDay is < 1 or > 100)
            yield return "dispatch.settings.maxJobsPerDay: expected 1 to 100.";
        if (settings.ServiceRadiusMiles is < 1 or > 500)
            yield return "dispatch.settings.serviceRadiusMiles: expected 1 to 500.";
        if (settings.EmergencyMultiplier is < 1 or > 10)
            yield return "dispatch.settings.emergencyMultiplier: expected 1 to 10.";
        if (settings.MinBufferBetweenJobs is < 0 or > 1440 || settings.MaxTravelTimeMinutes is < 0 or > 1440)
            yield return "dispatch.settings: expected minutes from 0 to 1,440.";
    }

    private static IEnumerable<string> Estimate(string member, JobEstimate estimate)
    {
        if (string.IsNullOrWhiteSpace(estimate.JobType) || estimate.JobType.Length > 100)
            yield return $"{member}.jobType: expected 1 to 100 characters.";
        if (string.IsNullOrWhiteSpace(estimate.Description) || estimate.Description.Length > 500)
            yield return $"{member}.description: expected 1 to 500 characters.";
        if (estimate.EstimatedHours is <= 0 or > 1000)
            yield return $"{member}.estimatedHours: expected more than 0 and at most 1,000.";
        if (estimate.EstimatedCostMin < 0 || estimate.EstimatedCostMax < estimate.EstimatedCostMin)
            yield return $"{member}: expected costs of 0 or more, the smaller one first.";
    }
}
