using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

internal static class CampaignRoutes
{
    private const string Path = "/Services/{serviceSid}/Compliance/Usa2p";

    private static readonly string[] RequiredToCreate =
    [
        "BrandRegistrationSid",
        "Description",
        "MessageFlow",
        "MessageSamples",
        "UsAppToPersonUsecase",
        "HasEmbeddedLinks",
        "HasEmbeddedPhone",
    ];

    private static readonly string[] RequiredToUpdate =
    [
        "HasEmbeddedLinks",
        "HasEmbeddedPhone",
        "MessageSamples",
        "MessageFlow",
        "Description",
        "AgeGated",
        "DirectLending",
    ];

    public static void MapCampaigns(this RouteGroupBuilder messaging)
    {
        messaging.MapGet(Path, List);
        messaging.MapPost(Path, CreateAsync);
        messaging.MapGet(Path + "/Usecases", Usecases);
        messaging.MapGet(Path + "/{sid}", Fetch);
        messaging.MapPost(Path + "/{sid}", UpdateAsync);
        messaging.MapDelete(Path + "/{sid}", Delete);
    }

    private static IResult List(HttpContext context, string serviceSid, EmulatorStore store)
    {
        if (!store.MessagingServices.TryGet(context.Account().Sid, serviceSid, out _))
            return TwilioError.NotFound(context);
        var campaigns = store
            .Campaigns.Of(context.Account().Sid)
            .Where(campaign => campaign.MessagingServiceSid == serviceSid);
        return Paging.Page(
            context,
            "compliance",
            campaigns,
            campaign => campaign.Sid,
            campaign => CampaignResource.Of(campaign, context)
        );
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        string serviceSid,
        EmulatorStore store,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var account = context.Account().Sid;
        if (!store.MessagingServices.TryGet(account, serviceSid, out _))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (CheckPresence(form, RequiredToCreate) is { } missing)
            return missing;
        if (!store.Brands.TryGet(account, form.Text("BrandRegistrationSid")!, out var brand))
            return TwilioError.BadRequest(21712, "The Brand registration does not exist");
        var campaign = CampaignForm.Create(form, sids.Next("QE"), serviceSid, brand, clock.GetUtcNow());
        store.Campaigns.Add(campaign);
        return RestJson.Created(CampaignResource.Of(campaign, context));
    }

    private static IResult Fetch(HttpContext context, string serviceSid, string sid, EmulatorStore store) =>
        Find(context, serviceSid, sid, store) is { } campaign
            ? RestJson.Ok(CampaignResource.Of(campaign, context))
            : TwilioError.NotFound(context);

    /// <summary>A changed campaign is looked at anew.</summary>
    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string serviceSid,
        string sid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (Find(context, serviceSid, sid, store) is not { } campaign)
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (CheckPresence(form, RequiredToUpdate) is { } missing)
            return missing;
        CampaignForm.Apply(form, campaign);
        (campaign.Status, campaign.ErrorCode) = ("PENDING", null);
        campaign.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(CampaignResource.Of(campaign, context));
    }

    private static IResult Delete(HttpContext context, string serviceSid, string sid, EmulatorStore store)
    {
        if (Find(context, serviceSid, sid, store) is null)
            return TwilioError.NotFound(context);
        store.Campaigns.Remove(sid);
        return Results.NoContent();
    }

    private static IResult Usecases(HttpContext context, string serviceSid, EmulatorStore store) =>
        store.MessagingServices.TryGet(context.Account().Sid, serviceSid, out _)
            ? RestJson.Ok(new { UsAppToPersonUsecases = CampaignForm.Usecases })
            : TwilioError.NotFound(context);

    private static Campaign? Find(HttpContext context, string serviceSid, string sid, EmulatorStore store) =>
        store.Campaigns.TryGet(context.Account().Sid, sid, out var campaign)
        && campaign.MessagingServiceSid == serviceSid
            ? campaign
            : null;

    private static TwilioError? CheckPresence(Form form, string[] names) =>
        names.FirstOrDefault(name => form.Text(name) is null) is { } missing
            ? TwilioError.BadRequest(20001, $"{missing} is required")
            : null;
}
