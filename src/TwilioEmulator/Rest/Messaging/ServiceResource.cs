using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

/// <summary>A messaging service as the API shows it.</summary>
internal static class ServiceResource
{
    public static object Of(MessagingService service, HttpContext context, EmulatorStore store)
    {
        var url = $"{context.BaseUrl()}/v1/Services/{service.Sid}";
        return new
        {
            service.Sid,
            service.AccountSid,
            service.FriendlyName,
            DateCreated = Iso8601.Format(service.DateCreated),
            DateUpdated = Iso8601.Format(service.DateUpdated),
            service.InboundRequestUrl,
            service.InboundMethod,
            service.FallbackUrl,
            service.FallbackMethod,
            service.StatusCallback,
            service.StickySender,
            service.MmsConverter,
            service.SmartEncoding,
            service.ScanMessageContent,
            service.FallbackToLongCode,
            service.AreaCodeGeomatch,
            service.SynchronousValidation,
            service.ValidityPeriod,
            Url = url,
            Links = LinksOf(url),
            service.Usecase,
            UsAppToPersonRegistered = IsRegistered(service, store),
            service.UseInboundWebhookOnNumber,
        };
    }

    private static bool IsRegistered(MessagingService service, EmulatorStore store) =>
        store
            .Campaigns.Of(service.AccountSid)
            .Any(campaign => campaign is { Status: "VERIFIED" } && campaign.MessagingServiceSid == service.Sid);

    private static Dictionary<string, string> LinksOf(string url) =>
        new()
        {
            ["phone_numbers"] = url + "/PhoneNumbers",
            ["short_codes"] = url + "/ShortCodes",
            ["alpha_senders"] = url + "/AlphaSenders",
            ["messages"] = url + "/Messages",
            ["us_app_to_person"] = url + "/Compliance/Usa2p",
            ["us_app_to_person_usecases"] = url + "/Compliance/Usa2p/Usecases",
            ["channel_senders"] = url + "/ChannelSenders",
            ["destination_alpha_senders"] = url + "/DestinationAlphaSenders",
        };
}
