namespace TwilioEmulator.Store;

/// <summary>Who sends, as the carriers of the United States register it: Twilio's BrandRegistration resource.</summary>
internal sealed class BrandRegistration : IOwned
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string CustomerProfileBundleSid { get; init; }
    public required string A2PProfileBundleSid { get; init; }
    public required string BrandType { get; init; }
    public required bool Mock { get; init; }
    public required bool SkipAutomaticSecVet { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }

    /// <summary><c>PENDING</c>, <c>IN_REVIEW</c>, <c>APPROVED</c>, <c>FAILED</c> and a few more.</summary>
    public string Status { get; set; } = "PENDING";
    public string? TcrId { get; set; }
    public string? FailureReason { get; set; }
    public int? BrandScore { get; set; }
    public string IdentityStatus { get; set; } = "SELF_DECLARED";
}
