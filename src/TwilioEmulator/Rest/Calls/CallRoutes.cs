using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

internal static class CallRoutes
{
    public static void MapCalls(this RouteGroupBuilder account)
    {
        account.MapPost("/Calls.json", CreateCall.HandleAsync);
        account.MapGet("/Calls.json", List);
        account.MapGet("/Calls/{callSid}.json", Fetch);
        account.MapPost("/Calls/{callSid}.json", UpdateCall.HandleAsync);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var query = context.Request.Query;
        var started = new DateFilter(query, "StartTime");
        var ended = new DateFilter(query, "EndTime");
        var calls = store
            .Calls.NewestFirst()
            .Where(call =>
                RestQuery.Matches(query["To"], call.To)
                && RestQuery.Matches(query["From"], call.From)
                && RestQuery.Matches(query["Status"], call.Status)
                && RestQuery.Matches(query["ParentCallSid"], call.Parent?.Sid)
                && started.Matches(call.StartTime)
                && ended.Matches(call.EndTime)
            );
        return Paging.Page(context, "calls", calls, call => call.Sid, call => CallResource.Of(call, accountSid));
    }

    private static IResult Fetch(HttpContext context, string accountSid, string callSid, EmulatorStore store) =>
        store.Calls.TryGet(callSid, out var call)
            ? RestJson.Ok(CallResource.Of(call, accountSid))
            : TwilioError.NotFound(context);
}
