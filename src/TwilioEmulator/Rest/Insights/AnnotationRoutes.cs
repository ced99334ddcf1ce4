using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Insights;

internal static class AnnotationRoutes
{
    private static readonly string[] AnsweredBy = ["unknown_answered_by", "human", "machine"];
    private static readonly string[] ConnectivityIssues =
    [
        "unknown_connectivity_issue",
        "no_connectivity_issue",
        "invalid_number",
        "caller_id",
        "dropped_call",
        "number_reachability",
    ];

    public static void MapAnnotations(this RouteGroupBuilder voice)
    {
        voice.MapGet("/{callSid}/Annotation", Fetch);
        voice.MapPost("/{callSid}/Annotation", UpdateAsync);
    }

    private static IResult Fetch(HttpContext context, string callSid, EmulatorStore store) =>
        Found.Show(context, store.Calls, context.Account().Sid, callSid, call => Of(call, context));

    private static async Task<IResult> UpdateAsync(HttpContext context, string callSid, EmulatorStore store)
    {
        if (!store.Calls.TryGet(context.Account().Sid, callSid, out var call))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (Check(form) is { } error)
            return error;
        var old = call.Annotation;
        call.Annotation = old with
        {
            AnsweredBy = form.Text("AnsweredBy") ?? old.AnsweredBy,
            ConnectivityIssue = form.Text("ConnectivityIssue") ?? old.ConnectivityIssue,
            QualityIssues = form.Has("QualityIssues") ? IssuesOf(form) : old.QualityIssues,
            Spam = form.Bool("Spam", old.Spam),
            CallScore = form.Has("CallScore") ? Score(form) : old.CallScore,
            Comment = form.Text("Comment") ?? old.Comment,
            Incident = form.Text("Incident") ?? old.Incident,
        };
        return RestJson.Ok(Of(call, context));
    }

    public static object Of(Call call, HttpContext context) =>
        new
        {
            CallSid = call.Sid,
            call.AccountSid,
            call.Annotation.AnsweredBy,
            call.Annotation.ConnectivityIssue,
            call.Annotation.QualityIssues,
            call.Annotation.Spam,
            call.Annotation.CallScore,
            call.Annotation.Comment,
            call.Annotation.Incident,
            Url = $"{context.BaseUrl()}/v1/Voice/{call.Sid}/Annotation",
        };

    private static TwilioError? Check(Form form)
    {
        if (form.Text("AnsweredBy") is { } who && !AnsweredBy.Contains(who))
            return TwilioError.BadRequest(20001, $"AnsweredBy '{who}' is not valid");
        if (form.Text("ConnectivityIssue") is { } issue && !ConnectivityIssues.Contains(issue))
            return TwilioError.BadRequest(20001, $"ConnectivityIssue '{issue}' is not valid");
        if (form.Text("Comment")?.Length > 100)
            return TwilioError.BadRequest(20001, "Comment must be at most 100 characters");
        return form.Text("CallScore") is not null && Score(form) is null
            ? TwilioError.BadRequest(20001, "CallScore must be from 1 to 5")
            : null;
    }

    private static int? Score(Form form) =>
        int.TryParse(form.Text("CallScore"), out var score) && score is >= 1 and <= 5 ? score : null;

    private static string[] IssuesOf(Form form) =>
        form.Text("QualityIssues")?.Split(',', StringSplitOptions.TrimEntries) ?? [];
}
