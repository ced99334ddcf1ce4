namespace TwilioEmulator.Rest.Messaging;

/// <summary>messaging.twilio.com: services and their registration with the carriers of the United States.</summary>
internal static class MessagingRoutes
{
    public static void MapMessaging(this RouteGroupBuilder messaging)
    {
        messaging.MapServices();
        messaging.MapServiceNumbers();
        messaging.MapCampaigns();
        messaging.MapBrands();
    }
}
