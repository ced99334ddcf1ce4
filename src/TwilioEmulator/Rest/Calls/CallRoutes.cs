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
        account.MapDelete("/Calls/{callSid}.json", Delete);
        account.MapCallEvents();
        account.MapCallNotifications();
        account.MapCallRecordings();
        account.MapRealtimeTranscriptions();
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var query = context.Request.Query;
        var started = new DateFilter(query, "StartTime");
        var ended = new DateFilter(query, "EndTime");
        var calls = store
            .Calls.Of(accountSid)
            .Where(call =>
                RestQuery.Matches(query["To"], call.To)
                && RestQuery.Matches(query["From"], call.From)
                && RestQuery.Matches(query["Status"], call.Status)
                && RestQuery.Matches(query["ParentCallSid"], call.Parent?.Sid)
                && started.Matches(call.StartTime)
                && ended.Matches(call.EndTime)
            );
        return Paging.Page(context, "calls", calls, call => call.Sid, CallResource.Of);
    }

    private static IResult Fetch(HttpContext context, string accountSid, string callSid, EmulatorStore store) =>
        Found.Show(context, store.Calls, accountSid, callSid, CallResource.Of);

    private static IResult Delete(HttpContext context, string accountSid, string callSid, EmulatorStore store)
    {
        if (!store.Calls.TryGet(accountSid, callSid, out var call))
            return TwilioError.NotFound(context);
        if (!call.IsEnded)
            return new TwilioError(409, 20009, "Cannot delete call because it is not complete.");
        store.Calls.Remove(callSid);
        return Results.NoContent();
    }
}
