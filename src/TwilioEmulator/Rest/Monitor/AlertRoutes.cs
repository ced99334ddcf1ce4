using System.Globalization;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Monitor;

/// <summary>monitor.twilio.com: the problems of an account.</summary>
internal static class AlertRoutes
{
    public static void MapAlerts(this RouteGroupBuilder monitor)
    {
        monitor.MapGet("/Alerts", List);
        monitor.MapGet("/Alerts/{sid}", Fetch);
    }

    private static IResult List(HttpContext context, AlertLog alerts)
    {
        var query = context.Request.Query;
        var from = Time(query["StartDate"]) ?? DateTimeOffset.MinValue;
        var until = Time(query["EndDate"]) ?? DateTimeOffset.MaxValue;
        var listed = alerts
            .NewestFirst()
            .Where(alert =>
                alert.AccountSid == context.Account().Sid
                && RestQuery.Matches(query["LogLevel"], alert.LogLevel)
                && alert.DateCreated >= from
                && alert.DateCreated <= until
            );
        return Paging.Page(context, "alerts", listed, alert => alert.Sid, alert => Of(alert, context));
    }

    private static IResult Fetch(HttpContext context, string sid, AlertLog alerts) =>
        alerts.TryGet(sid, out var alert) && alert.AccountSid == context.Account().Sid
            ? RestJson.Ok(InFull(alert, context))
            : TwilioError.NotFound(context);

    private static Dictionary<string, object?> Of(Alert alert, HttpContext context) =>
        new()
        {
            ["account_sid"] = alert.AccountSid,
            ["alert_text"] = alert.AlertText,
            ["api_version"] = alert.ApiVersion,
            ["date_created"] = Iso8601.Format(alert.DateCreated),
            ["date_generated"] = Iso8601.Format(alert.DateGenerated),
            ["date_updated"] = Iso8601.Format(alert.DateUpdated),
            ["error_code"] = alert.ErrorCode,
            ["log_level"] = alert.LogLevel,
            ["more_info"] = alert.MoreInfo,
            ["request_method"] = alert.RequestMethod,
            ["request_url"] = alert.RequestUrl,
            ["resource_sid"] = alert.ResourceSid,
            ["sid"] = alert.Sid,
            ["url"] = $"{context.BaseUrl()}/v1/Alerts/{alert.Sid}",
            ["service_sid"] = alert.ServiceSid,
        };

    private static Dictionary<string, object?> InFull(Alert alert, HttpContext context) =>
        new(Of(alert, context))
        {
            ["request_variables"] = alert.RequestVariables,
            ["response_body"] = alert.ResponseBody,
            ["response_headers"] = alert.ResponseHeaders,
            ["request_headers"] = alert.RequestHeaders,
        };

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
