using System.Globalization;
using TwilioEmulator.Simulator;

namespace TwilioEmulator.Rest.Monitor;

/// <summary>monitor.twilio.com: the problems of an account.</summary>
internal static class AlertRoutes
{
    public static void MapAlerts(this RouteGroupBuilder monitor)
    {
        monitor.MapGet("/Alerts", List);
        monitor.MapGet("/Alerts/{sid}", Fetch);
    }

    private static IResult List(HttpContext context, ProblemLog problems)
    {
        var query = context.Request.Query;
        var from = Time(query["StartDate"]) ?? DateTimeOffset.MinValue;
        var until = Time(query["EndDate"]) ?? DateTimeOffset.MaxValue;
        var listed = problems
            .Of(context.Account().Sid)
            .Where(problem =>
                RestQuery.Matches(query["LogLevel"], LogLevel(problem)) && problem.Date >= from && problem.Date <= until
            );
        return Paging.Page(context, "alerts", listed, problem => problem.Sid, problem => Of(problem, context));
    }

    private static IResult Fetch(HttpContext context, string sid, ProblemLog problems) =>
        problems.Of(context.Account().Sid).FirstOrDefault(each => each.Sid == sid) is { } problem
            ? RestJson.Ok(InFull(problem, context))
            : TwilioError.NotFound(context);

    private static string LogLevel(Problem problem) => problem.IsWarning ? "warning" : "error";

    private static Dictionary<string, object?> Of(Problem problem, HttpContext context) =>
        new()
        {
            ["account_sid"] = problem.AccountSid,
            ["alert_text"] = TextOf(problem),
            ["api_version"] = CallParameters.ApiVersion,
            ["date_created"] = Iso8601.Format(problem.Date),
            ["date_generated"] = Iso8601.Format(problem.Date),
            ["date_updated"] = Iso8601.Format(problem.Date),
            ["error_code"] = $"{problem.Code}",
            ["log_level"] = LogLevel(problem),
            ["more_info"] = problem.MoreInfo,
            ["request_method"] = problem.Method,
            ["request_url"] = problem.Url,
            ["resource_sid"] = problem.ResourceSid,
            ["sid"] = problem.Sid,
            ["url"] = $"{context.BaseUrl()}/v1/Alerts/{problem.Sid}",
            ["service_sid"] = null,
        };

    private static Dictionary<string, object?> InFull(Problem problem, HttpContext context) =>
        new(Of(problem, context))
        {
            ["request_variables"] = problem.Variables,
            ["response_body"] = problem.ResponseBody,
            ["response_headers"] = problem.ResponseHeaders,
            ["request_headers"] = "",
        };

    /// <summary>Alerts tell what happened as a query string.</summary>
    private static string TextOf(Problem problem) =>
        $"Msg={Uri.EscapeDataString(problem.Message)}&ErrorCode={problem.Code}"
        + $"&LogLevel={(problem.IsWarning ? "WARN" : "ERROR")}&url={Uri.EscapeDataString(problem.Url)}";

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
