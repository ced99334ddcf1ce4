namespace TwilioEmulator.Store;

/// <summary>What a service sends, as the carriers of the United States register it: Twilio's UsAppToPerson resource.</summary>
internal sealed class Campaign : IOwned
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string BrandRegistrationSid { get; init; }
    public required string MessagingServiceSid { get; init; }
    public required string Usecase { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }
    public string Description { get; set; } = "";
    public IReadOnlyList<string> MessageSamples { get; set; } = [];
    public string MessageFlow { get; set; } = "";
    public bool HasEmbeddedLinks { get; set; }
    public bool HasEmbeddedPhone { get; set; }
    public bool SubscriberOptIn { get; init; }
    public bool AgeGated { get; set; }
    public bool DirectLending { get; set; }
    public string? OptInMessage { get; init; }
    public string? OptOutMessage { get; init; }
    public string? HelpMessage { get; init; }
    public IReadOnlyList<string> OptInKeywords { get; init; } = [];
    public IReadOnlyList<string> OptOutKeywords { get; init; } = [];
    public IReadOnlyList<string> HelpKeywords { get; init; } = [];

    /// <summary><c>PENDING</c>, <c>IN_PROGRESS</c>, <c>VERIFIED</c> or <c>FAILED</c>.</summary>
    public string Status { get; set; } = "PENDING";

    /// <summary>The carriers' id, once they have verified it.</summary>
    public string? CampaignId { get; set; }
    public int? ErrorCode { get; set; }
}
