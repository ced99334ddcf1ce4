using TwilioEmulator.Events;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>The requests that Twilio made for a call, and what it was answered.</summary>
internal static class CallEventRoutes
{
    public static void MapCallEvents(this RouteGroupBuilder account) =>
        account.MapGet("/Calls/{callSid}/Events.json", List);

    private static IResult List(
        HttpContext context,
        string accountSid,
        string callSid,
        EmulatorStore store,
        EventLog events
    )
    {
        if (!store.Calls.TryGet(accountSid, callSid, out _))
            return TwilioError.NotFound(context);
        var webhooks = events.Find(new EventQuery(0, callSid, "webhook"));
        return Paging.Page(context, "events", webhooks, webhook => $"{webhook.Seq}", Of);
    }

    private static object Of(EmulatorEvent webhook) =>
        new
        {
            Request = new
            {
                Method = webhook.Data["method"],
                Url = webhook.Data["url"],
                Parameters = ParametersOf(webhook),
            },
            Response = new
            {
                ResponseCode = webhook.Data["responseStatus"],
                RequestDuration = (int)(double)webhook.Data["durationMs"]!,
                ContentType = webhook.Data["responseContentType"],
                ResponseBody = webhook.Data["responseBody"],
                DateCreated = Rfc2822.Format(webhook.EmulatorTime),
            },
        };

    private static Dictionary<string, string> ParametersOf(EmulatorEvent webhook)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var pair in (string[][])webhook.Data["parameters"]!)
            parameters[System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(pair[0])] = pair[1];
        return parameters;
    }
}
