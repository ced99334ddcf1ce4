using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Applications;

internal static class ApplicationRoutes
{
    private static readonly string[] UrlFields =
    [
        "VoiceUrl",
        "VoiceFallbackUrl",
        "StatusCallback",
        "SmsUrl",
        "SmsFallbackUrl",
        "SmsStatusCallback",
        "MessageStatusCallback",
    ];

    public static void MapApplications(this RouteGroupBuilder account)
    {
        account.MapGet("/Applications.json", List);
        account.MapPost("/Applications.json", CreateAsync);
        account.MapGet("/Applications/{sid}.json", Fetch);
        account.MapPost("/Applications/{sid}.json", UpdateAsync);
        account.MapDelete("/Applications/{sid}.json", Delete);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var name = context.Request.Query["FriendlyName"];
        var applications = store.Applications.Of(accountSid).Where(each => RestQuery.Matches(name, each.FriendlyName));
        return Paging.Page(context, "applications", applications, each => each.Sid, ApplicationResource.Of);
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request,
        string accountSid,
        EmulatorStore store,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var form = await Form.ReadAsync(request);
        if (FormUrls.Check(form, UrlFields) is { } error)
            return error;
        var now = clock.GetUtcNow();
        var application = new Application
        {
            Sid = sids.Next("AP"),
            AccountSid = accountSid,
            DateCreated = now,
            DateUpdated = now,
        };
        ApplicationForm.Apply(form, application);
        store.Applications.Add(application);
        return RestJson.Created(ApplicationResource.Of(application));
    }

    private static IResult Fetch(HttpContext context, string accountSid, string sid, EmulatorStore store) =>
        Found.Show(context, store.Applications, accountSid, sid, ApplicationResource.Of);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string accountSid,
        string sid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (!store.Applications.TryGet(accountSid, sid, out var application))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (FormUrls.Check(form, UrlFields) is { } error)
            return error;
        ApplicationForm.Apply(form, application);
        application.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(ApplicationResource.Of(application));
    }

    private static IResult Delete(HttpContext context, string accountSid, string sid, EmulatorStore store) =>
        Found.Delete(context, store.Applications, accountSid, sid);
}
