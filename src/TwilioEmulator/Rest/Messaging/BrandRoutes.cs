using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

internal static class BrandRoutes
{
    private const string Path = "/a2p/BrandRegistrations";

    public static void MapBrands(this RouteGroupBuilder messaging)
    {
        messaging.MapGet(Path, List);
        messaging.MapPost(Path, CreateAsync);
        messaging.MapGet(Path + "/{sid}", Fetch);
        messaging.MapPost(Path + "/{sid}", Resubmit);
    }

    private static IResult List(HttpContext context, EmulatorStore store) =>
        Paging.Page(
            context,
            "data",
            store.Brands.Of(context.Account().Sid),
            brand => brand.Sid,
            brand => Of(brand, context)
        );

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        EmulatorStore store,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var form = await Form.ReadAsync(context.Request);
        if (form.Text("CustomerProfileBundleSid") is not { } profile)
            return TwilioError.BadRequest(20001, "CustomerProfileBundleSid is required");
        if (form.Text("A2PProfileBundleSid") is not { } a2p)
            return TwilioError.BadRequest(20001, "A2PProfileBundleSid is required");
        var now = clock.GetUtcNow();
        var brand = new BrandRegistration
        {
            Sid = sids.Next("BN"),
            AccountSid = context.Account().Sid,
            CustomerProfileBundleSid = profile,
            A2PProfileBundleSid = a2p,
            BrandType = form.Text("BrandType") ?? "STANDARD",
            Mock = form.Bool("Mock"),
            SkipAutomaticSecVet = form.Bool("SkipAutomaticSecVet"),
            DateCreated = now,
            DateUpdated = now,
        };
        store.Brands.Add(brand);
        return RestJson.Created(Of(brand, context));
    }

    private static IResult Fetch(HttpContext context, string sid, EmulatorStore store) =>
        Found.Show(context, store.Brands, context.Account().Sid, sid, brand => Of(brand, context));

    /// <summary>A brand that failed is handed in once more.</summary>
    private static IResult Resubmit(HttpContext context, string sid, EmulatorStore store, TimeProvider clock)
    {
        if (!store.Brands.TryGet(context.Account().Sid, sid, out var brand))
            return TwilioError.NotFound(context);
        (brand.Status, brand.FailureReason) = ("PENDING", null);
        brand.DateUpdated = clock.GetUtcNow();
        return RestJson.Accepted(Of(brand, context));
    }

    // The naming policy would not write russell_3000, so the names are written out.
    private static Dictionary<string, object?> Of(BrandRegistration brand, HttpContext context)
    {
        var url = $"{context.BaseUrl()}/v1{Path}/{brand.Sid}";
        return new()
        {
            ["sid"] = brand.Sid,
            ["account_sid"] = brand.AccountSid,
            ["customer_profile_bundle_sid"] = brand.CustomerProfileBundleSid,
            ["a2p_profile_bundle_sid"] = brand.A2PProfileBundleSid,
            ["date_created"] = Iso8601.Format(brand.DateCreated),
            ["date_updated"] = Iso8601.Format(brand.DateUpdated),
            ["brand_type"] = brand.BrandType,
            ["status"] = brand.Status,
            ["tcr_id"] = brand.TcrId,
            ["failure_reason"] = brand.FailureReason,
            ["errors"] = Array.Empty<object>(),
            ["url"] = url,
            ["brand_score"] = brand.BrandScore,
            ["brand_feedback"] = Array.Empty<string>(),
            ["identity_status"] = brand.IdentityStatus,
            ["russell_3000"] = false,
            ["government_entity"] = false,
            ["tax_exempt_status"] = null,
            ["skip_automatic_sec_vet"] = brand.SkipAutomaticSecVet,
            ["mock"] = brand.Mock,
            ["links"] = new Dictionary<string, string>
            {
                ["brand_vettings"] = url + "/Vettings",
                ["brand_registration_otps"] = url + "/SmsOtp",
            },
        };
    }
}
