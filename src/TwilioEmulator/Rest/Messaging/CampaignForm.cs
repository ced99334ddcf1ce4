using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

/// <summary>What a request says of a campaign.</summary>
internal static class CampaignForm
{
    /// <summary>What a brand may send for.</summary>
    public static readonly object[] Usecases =
    [
        Usecase("2FA", "Two-Factor authentication, one-time use password, password reset"),
        Usecase("ACCOUNT_NOTIFICATION", "All reminders, alerts, and notifications"),
        Usecase("CUSTOMER_CARE", "All customer interactions, including account management and customer support"),
        Usecase("DELIVERY_NOTIFICATION", "Information about the status of a delivery"),
        Usecase("LOW_VOLUME", "Low throughput, any combination of use cases"),
        Usecase("MARKETING", "Promotional content such as sales and limited time offers"),
        Usecase("MIXED", "A combination of use cases"),
    ];

    public static Campaign Create(Form form, string sid, string serviceSid, BrandRegistration brand, DateTimeOffset now)
    {
        var campaign = new Campaign
        {
            Sid = sid,
            AccountSid = brand.AccountSid,
            BrandRegistrationSid = brand.Sid,
            MessagingServiceSid = serviceSid,
            Usecase = form.Text("UsAppToPersonUsecase")!,
            DateCreated = now,
            DateUpdated = now,
            SubscriberOptIn = form.Bool("SubscriberOptIn"),
            OptInMessage = form.Text("OptInMessage"),
            OptOutMessage = form.Text("OptOutMessage"),
            HelpMessage = form.Text("HelpMessage"),
            OptInKeywords = form.List("OptInKeywords"),
            OptOutKeywords = form.List("OptOutKeywords"),
            HelpKeywords = form.List("HelpKeywords"),
        };
        Apply(form, campaign);
        return campaign;
    }

    public static void Apply(Form form, Campaign campaign)
    {
        campaign.Description = form.Text("Description") ?? campaign.Description;
        campaign.MessageFlow = form.Text("MessageFlow") ?? campaign.MessageFlow;
        if (form.List("MessageSamples") is { Count: > 0 } samples)
            campaign.MessageSamples = samples;
        form.SetBool("HasEmbeddedLinks", value => campaign.HasEmbeddedLinks = value);
        form.SetBool("HasEmbeddedPhone", value => campaign.HasEmbeddedPhone = value);
        form.SetBool("AgeGated", value => campaign.AgeGated = value);
        form.SetBool("DirectLending", value => campaign.DirectLending = value);
    }

    private static object Usecase(string code, string description) =>
        new
        {
            Code = code,
            Name = code.Replace('_', ' '),
            Description = description,
        };
}
