using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Insights;

/// <summary>insights.twilio.com: how calls went and sounded.</summary>
internal static class InsightsRoutes
{
    public static void MapInsights(this RouteGroupBuilder voice)
    {
        voice.MapGet("/Settings", Settings);
        voice.MapPost("/Settings", UpdateSettingsAsync);
        voice.MapSummaries();
        voice.MapGet("/{callSid}", Fetch);
        voice.MapAnnotations();
        voice.MapEdges();
    }

    private static IResult Fetch(HttpContext context, string callSid, EmulatorStore store) =>
        Found.Show(context, store.Calls, context.Account().Sid, callSid, call => Of(call, context));

    private static object Of(Call call, HttpContext context)
    {
        var url = $"{context.BaseUrl()}/v1/Voice/{call.Sid}";
        return new
        {
            call.Sid,
            Url = url,
            Links = new Dictionary<string, string>
            {
                ["events"] = url + "/Events",
                ["metrics"] = url + "/Metrics",
                ["annotation"] = url + "/Annotation",
                ["summary"] = url + "/Summary",
            },
        };
    }

    private static IResult Settings(HttpContext context, AccountBook accounts) =>
        SettingsOf(context, accounts, context.Request.Query["SubaccountSid"]) is { } account
            ? RestJson.Ok(Show(account, context))
            : TwilioError.NotFound(context);

    private static async Task<IResult> UpdateSettingsAsync(HttpContext context, AccountBook accounts)
    {
        var form = await Form.ReadAsync(context.Request);
        if (SettingsOf(context, accounts, form.Text("SubaccountSid")) is not { } account)
            return TwilioError.NotFound(context);
        form.SetBool("AdvancedFeatures", value => account.AdvancedFeatures = value);
        form.SetBool("VoiceTrace", value => account.VoiceTrace = value);
        return RestJson.Ok(Show(account, context));
    }

    private static Account? SettingsOf(HttpContext context, AccountBook accounts, string? subaccountSid)
    {
        if (string.IsNullOrEmpty(subaccountSid))
            return context.Account();
        return accounts.CanReach(context.Account(), subaccountSid) && accounts.TryGet(subaccountSid, out var account)
            ? account
            : null;
    }

    private static object Show(Account account, HttpContext context) =>
        new
        {
            AccountSid = account.Sid,
            account.AdvancedFeatures,
            account.VoiceTrace,
            Url = context.BaseUrl() + "/v1/Voice/Settings",
        };
}
