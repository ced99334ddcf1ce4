using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>The alerts of one call: its alerts in the older form.</summary>
internal static class CallNotificationRoutes
{
    public static void MapCallNotifications(this RouteGroupBuilder account)
    {
        account.MapGet("/Calls/{callSid}/Notifications.json", List);
        account.MapGet("/Calls/{callSid}/Notifications/{sid}.json", Fetch);
    }

    private static IResult List(
        HttpContext context,
        string accountSid,
        string callSid,
        EmulatorStore store,
        AlertLog alerts
    )
    {
        if (!store.Calls.TryGet(accountSid, callSid, out _))
            return TwilioError.NotFound(context);
        var query = context.Request.Query;
        var date = new DateFilter(query, "MessageDate");
        var listed = Of(alerts, callSid)
            .Where(alert => RestQuery.Matches(query["Log"], LogLevel(alert)) && date.Matches(alert.DateCreated));
        return Paging.Page(context, "notifications", listed, alert => alert.Sid, alert => Of(alert, callSid));
    }

    private static IResult Fetch(
        HttpContext context,
        string accountSid,
        string callSid,
        string sid,
        EmulatorStore store,
        AlertLog alerts
    ) =>
        store.Calls.TryGet(accountSid, callSid, out _)
        && Of(alerts, callSid).FirstOrDefault(each => each.Sid == sid) is { } alert
            ? RestJson.Ok(InFull(alert, callSid))
            : TwilioError.NotFound(context);

    private static IEnumerable<Alert> Of(AlertLog alerts, string callSid) =>
        alerts.NewestFirst().Where(alert => alert.ResourceSid == callSid);

    /// <summary>0 is an error and 1 a warning.</summary>
    private static string LogLevel(Alert alert) => alert.LogLevel == "warning" ? "1" : "0";

    private static Dictionary<string, object?> Of(Alert alert, string callSid) =>
        new()
        {
            ["account_sid"] = alert.AccountSid,
            ["api_version"] = CallParameters.ApiVersion,
            ["call_sid"] = callSid,
            ["date_created"] = Rfc2822.Format(alert.DateCreated),
            ["date_updated"] = Rfc2822.Format(alert.DateCreated),
            ["error_code"] = alert.ErrorCode,
            ["log"] = LogLevel(alert),
            ["message_date"] = Rfc2822.Format(alert.DateCreated),
            ["message_text"] = alert.AlertText,
            ["more_info"] = alert.MoreInfo,
            ["request_method"] = alert.RequestMethod,
            ["request_url"] = alert.RequestUrl,
            ["sid"] = alert.Sid,
            ["uri"] = $"{RestApi.Prefix}/Accounts/{alert.AccountSid}/Calls/{callSid}/Notifications/{alert.Sid}.json",
        };

    /// <summary>Only the single notification carries what was asked and answered.</summary>
    private static Dictionary<string, object?> InFull(Alert alert, string callSid) =>
        new(Of(alert, callSid))
        {
            ["request_variables"] = alert.RequestVariables,
            ["response_body"] = alert.ResponseBody,
            ["response_headers"] = alert.ResponseHeaders,
        };
}
