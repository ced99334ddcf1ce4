using System.Globalization;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Insights;

internal static class SummaryRoutes
{
    public static void MapSummaries(this RouteGroupBuilder voice)
    {
        voice.MapGet("/Summaries", List);
        voice.MapGet("/{callSid}/Summary", Fetch);
    }

    private static IResult List(HttpContext context, EmulatorStore store, TimeProvider clock)
    {
        var query = context.Request.Query;
        var now = clock.GetUtcNow();
        var calls = store.Calls.Of(context.Account().Sid).Where(call => IsWanted(call, query, now));
        if (query["SortBy"] == "end_time")
            calls = calls.OrderByDescending(call => call.EndTime);
        return Paging.Page(
            context,
            "call_summaries",
            calls,
            call => call.Sid,
            call => SummaryResource.Of(call, context, now)
        );
    }

    /// <summary>A complete summary may be waited for: until there is one it is not found.</summary>
    private static IResult Fetch(HttpContext context, string callSid, EmulatorStore store, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return
            store.Calls.TryGet(context.Account().Sid, callSid, out var call)
            && (
                context.Request.Query["ProcessingState"] != "complete"
                || SummaryResource.ProcessingState(call, now) == "complete"
            )
            ? RestJson.Ok(SummaryResource.Of(call, context, now))
            : TwilioError.NotFound(context);
    }

    private static bool IsWanted(Call call, IQueryCollection query, DateTimeOffset now) =>
        RestQuery.Matches(query["From"], call.From)
        && RestQuery.Matches(query["To"], call.To)
        && RestQuery.Matches(query["CallType"], "carrier")
        && RestQuery.Matches(query["CallState"], SummaryResource.CallState(call))
        && RestQuery.Matches(query["Direction"], call.Direction)
        && RestQuery.Matches(query["CallScoreAnnotation"], $"{call.Annotation.CallScore}")
        && RestQuery.Matches(query["AnsweredByAnnotation"], call.Annotation.AnsweredBy)
        && RestQuery.Matches(query["ConnectivityIssueAnnotation"], call.Annotation.ConnectivityIssue)
        && IsProcessed(call, query["ProcessingState"], now)
        && (query["HasTag"] != "true" || SummaryResource.Tags(call).Count > 0)
        && (query["SpamAnnotation"] != "true" || call.Annotation.Spam)
        && call.StartTime >= (Time(query["StartTime"], now) ?? DateTimeOffset.MinValue)
        && call.StartTime <= (Time(query["EndTime"], now) ?? DateTimeOffset.MaxValue);

    /// <summary>Without a word for it, Twilio lists what is complete.</summary>
    private static bool IsProcessed(Call call, string? wanted, DateTimeOffset now) =>
        wanted switch
        {
            "all" => true,
            "started" => !call.IsEnded,
            "partial" => SummaryResource.ProcessingState(call, now) == "partial",
            _ => SummaryResource.ProcessingState(call, now) == "complete",
        };

    /// <summary>A time, or how long ago: <c>4h</c>, <c>30m</c>, <c>2d</c>.</summary>
    private static DateTimeOffset? Time(string? text, DateTimeOffset now)
    {
        if (text is { Length: > 1 } && double.TryParse(text[..^1], CultureInfo.InvariantCulture, out var count))
            return text[^1] switch
            {
                'm' => now.AddMinutes(-count),
                'h' => now.AddHours(-count),
                'd' => now.AddDays(-count),
                _ => null,
            };
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }
}
