using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Recordings;

internal static class RecordingRoutes
{
    public static void MapRecordings(this RouteGroupBuilder account)
    {
        account.MapGet("/Recordings.json", List);
        account.MapGet("/Recordings/{recordingSid}.json", Fetch);
        account.MapGet("/Calls/{callSid}/Recordings.json", ListOfCall);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store, EmulatorAddress address)
    {
        var query = context.Request.Query;
        var created = new DateFilter(query, "DateCreated");
        var recordings = store
            .Recordings.NewestFirst()
            .Where(recording =>
                RestQuery.Matches(query["CallSid"], recording.CallSid) && created.Matches(recording.DateCreated)
            );
        return Paging.Page(
            context,
            "recordings",
            recordings,
            recording => recording.Sid,
            recording => RecordingResource.Of(recording, accountSid, address)
        );
    }

    private static IResult ListOfCall(HttpContext context, string accountSid, string callSid, EmulatorStore store)
    {
        if (!store.Calls.TryGet(callSid, out _))
            return TwilioError.NotFound(context);
        var created = new DateFilter(context.Request.Query, "DateCreated");
        var recordings = store
            .Recordings.NewestFirst()
            .Where(recording => recording.CallSid == callSid && created.Matches(recording.DateCreated));
        return Paging.Page(
            context,
            "recordings",
            recordings,
            recording => recording.Sid,
            recording => RecordingResource.OfCall(recording, accountSid)
        );
    }

    private static IResult Fetch(
        HttpContext context,
        string accountSid,
        string recordingSid,
        EmulatorStore store,
        EmulatorAddress address
    ) =>
        store.Recordings.TryGet(recordingSid, out var recording)
            ? RestJson.Ok(RecordingResource.Of(recording, accountSid, address))
            : TwilioError.NotFound(context);
}
