using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

/// <summary>A campaign as the API shows it: Twilio's UsAppToPerson.</summary>
internal static class CampaignResource
{
    public static object Of(Campaign campaign, HttpContext context) =>
        new
        {
            campaign.Sid,
            campaign.AccountSid,
            campaign.BrandRegistrationSid,
            campaign.MessagingServiceSid,
            campaign.Description,
            campaign.MessageSamples,
            UsAppToPersonUsecase = campaign.Usecase,
            campaign.HasEmbeddedLinks,
            campaign.HasEmbeddedPhone,
            campaign.SubscriberOptIn,
            campaign.AgeGated,
            campaign.DirectLending,
            CampaignStatus = campaign.Status,
            campaign.CampaignId,
            IsExternallyRegistered = false,
            RateLimits = campaign.Status == "VERIFIED" ? RateLimits : null,
            campaign.MessageFlow,
            campaign.OptInMessage,
            campaign.OptOutMessage,
            campaign.HelpMessage,
            campaign.OptInKeywords,
            campaign.OptOutKeywords,
            campaign.HelpKeywords,
            DateCreated = Iso8601.Format(campaign.DateCreated),
            DateUpdated = Iso8601.Format(campaign.DateUpdated),
            Url = $"{context.BaseUrl()}/v1/Services/{campaign.MessagingServiceSid}/Compliance/Usa2p/{campaign.Sid}",
            Mock = false,
            Errors = ErrorsOf(campaign),
        };

    /// <summary>What the carriers allow a low-volume campaign, once they have verified it.</summary>
    private static readonly object RateLimits = new Dictionary<string, object>
    {
        ["att"] = new { Mps = 75, MsgClass = "A" },
        ["tmobile"] = new { BrandTier = "TOP" },
    };

    private static object[] ErrorsOf(Campaign campaign) =>
        campaign.ErrorCode is { } code
            ?
            [
                new
                {
                    ErrorCode = code,
                    Description = "The campaign submission has been reviewed and it was rejected.",
                    Url = $"https://www.twilio.com/docs/api/errors/{code}",
                    Fields = Array.Empty<string>(),
                },
            ]
            : [];
}
