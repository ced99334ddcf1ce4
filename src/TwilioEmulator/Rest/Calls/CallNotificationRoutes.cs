using TwilioEmulator.Rest.Monitor;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>The problems of one call.</summary>
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
        ProblemLog problems
    )
    {
        if (!store.Calls.TryGet(accountSid, callSid, out _))
            return TwilioError.NotFound(context);
        var query = context.Request.Query;
        var date = new DateFilter(query, "MessageDate");
        var listed = problems
            .OfCall(callSid)
            .Where(problem => RestQuery.Matches(query["Log"], LogLevel(problem)) && date.Matches(problem.Date));
        return Paging.Page(context, "notifications", listed, problem => problem.Sid, problem => Of(problem, callSid));
    }

    private static IResult Fetch(
        HttpContext context,
        string accountSid,
        string callSid,
        string sid,
        EmulatorStore store,
        ProblemLog problems
    ) =>
        store.Calls.TryGet(accountSid, callSid, out _)
        && problems.OfCall(callSid).FirstOrDefault(each => each.Sid == sid) is { } problem
            ? RestJson.Ok(InFull(problem, callSid))
            : TwilioError.NotFound(context);

    /// <summary>0 is an error and 1 a warning.</summary>
    private static string LogLevel(Problem problem) => problem.IsWarning ? "1" : "0";

    private static Dictionary<string, object?> Of(Problem problem, string callSid) =>
        new()
        {
            ["account_sid"] = problem.AccountSid,
            ["api_version"] = CallParameters.ApiVersion,
            ["call_sid"] = callSid,
            ["date_created"] = Rfc2822.Format(problem.Date),
            ["date_updated"] = Rfc2822.Format(problem.Date),
            ["error_code"] = $"{problem.Code}",
            ["log"] = LogLevel(problem),
            ["message_date"] = Rfc2822.Format(problem.Date),
            ["message_text"] = problem.Message,
            ["more_info"] = problem.MoreInfo,
            ["request_method"] = problem.Method,
            ["request_url"] = problem.Url,
            ["sid"] = problem.Sid,
            ["uri"] =
                $"{RestApi.Prefix}/Accounts/{problem.AccountSid}/Calls/{callSid}/Notifications/{problem.Sid}.json",
        };

    /// <summary>Only the single notification carries what was asked and answered.</summary>
    private static Dictionary<string, object?> InFull(Problem problem, string callSid) =>
        new(Of(problem, callSid))
        {
            ["request_variables"] = problem.Variables,
            ["response_body"] = problem.ResponseBody,
            ["response_headers"] = problem.ResponseHeaders,
        };
}
