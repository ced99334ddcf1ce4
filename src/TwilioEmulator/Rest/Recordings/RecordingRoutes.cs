using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Recordings;

internal static class RecordingRoutes
{
    public static void MapRecordings(this RouteGroupBuilder account)
    {
        account.MapGet("/Recordings.json", List);
        account.MapGet("/Recordings/{recordingSid}.json", Fetch);
        account.MapDelete("/Recordings/{recordingSid}.json", DeleteBySid);
        account.MapGet("/Recordings/{file}", RecordingMedia.Download);
        account.MapDelete("/Recordings/{recordingSid}", DeleteBySid);
    }

    /// <summary>A deletion is soft: for 40 days who asks for deleted recordings still sees that there was one.</summary>
    public static IResult Delete(Recording recording, TimeProvider clock)
    {
        if (recording.IsLive)
            return TwilioError.BadRequest(20001, "Cannot delete a recording that is in progress");
        recording.IsDeleted = true;
        recording.DateUpdated = clock.GetUtcNow();
        return Results.NoContent();
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store, EmulatorAddress address)
    {
        var query = context.Request.Query;
        var created = new DateFilter(query, "DateCreated");
        var recordings = store
            .Recordings.Of(accountSid)
            .Where(recording =>
                RestQuery.Matches(query["CallSid"], recording.CallSid)
                && RestQuery.Matches(query["ConferenceSid"], recording.ConferenceSid)
                && created.Matches(recording.DateCreated)
                && IsWanted(context, recording)
            );
        return Paging.Page(
            context,
            "recordings",
            recordings,
            recording => recording.Sid,
            recording => RecordingResource.Of(recording, address)
        );
    }

    private static IResult Fetch(
        HttpContext context,
        string accountSid,
        string recordingSid,
        EmulatorStore store,
        EmulatorAddress address
    ) =>
        store.Recordings.TryGet(accountSid, recordingSid, out var recording) && IsWanted(context, recording)
            ? RestJson.Ok(RecordingResource.Of(recording, address))
            : TwilioError.NotFound(context);

    private static IResult DeleteBySid(
        HttpContext context,
        string accountSid,
        string recordingSid,
        EmulatorStore store,
        TimeProvider clock
    ) =>
        store.Recordings.TryGet(accountSid, recordingSid, out var recording) && !recording.IsDeleted
            ? Delete(recording, clock)
            : TwilioError.NotFound(context);

    private static bool IsWanted(HttpContext context, Recording recording) =>
        !recording.IsDeleted
        || string.Equals(context.Request.Query["IncludeSoftDeleted"], "true", StringComparison.OrdinalIgnoreCase);
}
