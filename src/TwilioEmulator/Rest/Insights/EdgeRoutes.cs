using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Insights;

/// <summary>The events and the measurements of one call, which cost extra: without Advanced Features they are refused.</summary>
internal static class EdgeRoutes
{
    private const int MetricSeconds = 10;

    public static void MapEdges(this RouteGroupBuilder voice)
    {
        voice.MapGet("/{callSid}/Events", Events);
        voice.MapGet("/{callSid}/Metrics", Metrics);
    }

    private static IResult Events(HttpContext context, string callSid, EmulatorStore store)
    {
        if (Refusal(context, callSid, store, out var call) is { } refused)
            return refused;
        (string Name, DateTimeOffset? At)[] moments =
        [
            ("initiated", call!.DateCreated),
            ("ringing", call.StartTime),
            ("answered", call.AnswerTime),
            (call.Status, call.EndTime),
        ];
        var events = moments.Where(each => each.At is not null && IsCarrier(context));
        return Paging.Page(
            context,
            "events",
            events,
            each => each.Name,
            each => EventOf(call, each.Name, each.At!.Value)
        );
    }

    private static IResult Metrics(HttpContext context, string callSid, EmulatorStore store)
    {
        if (Refusal(context, callSid, store, out var call) is { } refused)
            return refused;
        var directions = context.Request.Query["Direction"].ToString() switch
        {
            "inbound" => ["inbound"],
            "outbound" => ["outbound"],
            _ => new[] { "inbound", "outbound" },
        };
        var count = IsCarrier(context) && call!.IsAnswered ? ((call.DurationSeconds ?? 0) + 9) / MetricSeconds : 0;
        var metrics =
            from number in Enumerable.Range(1, count)
            from direction in directions
            select (Number: number, Direction: direction);
        return Paging.Page(
            context,
            "metrics",
            metrics,
            each => $"{each.Number}{each.Direction}",
            each => MetricOf(call!, each.Number, each.Direction)
        );
    }

    private static TwilioError? Refusal(HttpContext context, string callSid, EmulatorStore store, out Call? call)
    {
        if (!store.Calls.TryGet(context.Account().Sid, callSid, out call))
            return TwilioError.NotFound(context);
        return context.Account().AdvancedFeatures
            ? null
            : new TwilioError(401, 20003, "Voice Insights Advanced Features is not enabled for this account");
    }

    private static bool IsCarrier(HttpContext context) =>
        RestQuery.Matches(context.Request.Query["Edge"], "carrier_edge");

    private static object EventOf(Call call, string name, DateTimeOffset at) =>
        new
        {
            Timestamp = Iso8601.Format(at),
            CallSid = call.Sid,
            call.AccountSid,
            Edge = "carrier_edge",
            Group = "connection",
            Level = name is CallStatus.Failed or CallStatus.NoAnswer ? "WARNING" : "INFO",
            Name = name,
            CarrierEdge = new { Metadata = new { call.Direction } },
            SipEdge = (object?)null,
            SdkEdge = (object?)null,
            ClientEdge = (object?)null,
        };

    private static object MetricOf(Call call, int number, string direction) =>
        new
        {
            Timestamp = Iso8601.Format(call.AnswerTime?.AddSeconds(number * MetricSeconds)),
            CallSid = call.Sid,
            call.AccountSid,
            Edge = "carrier_edge",
            Direction = direction,
            CarrierEdge = new
            {
                Cumulative = EdgeMetrics.Stream(call, number * MetricSeconds),
                Interval = EdgeMetrics.Stream(call, MetricSeconds),
                Metadata = new { TwilioIp = "127.0.0.1", ProviderName = "Emulated carrier" },
            },
            SipEdge = (object?)null,
            SdkEdge = (object?)null,
            ClientEdge = (object?)null,
        };
}
