using TwilioEmulator.Rest.Recordings;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>The recordings of a call: started, paused, stopped and listed below it.</summary>
internal static class CallRecordingRoutes
{
    /// <summary>Stands for the recording that runs now.</summary>
    private const string Current = "Twilio.CURRENT";

    public static void MapCallRecordings(this RouteGroupBuilder account)
    {
        account.MapGet("/Calls/{callSid}/Recordings.json", List);
        account.MapPost("/Calls/{callSid}/Recordings.json", StartAsync);
        account.MapGet("/Calls/{callSid}/Recordings/{sid}.json", Fetch);
        account.MapPost("/Calls/{callSid}/Recordings/{sid}.json", UpdateAsync);
        account.MapDelete("/Calls/{callSid}/Recordings/{sid}.json", Delete);
    }

    private static IResult List(HttpContext context, string accountSid, string callSid, EmulatorStore store)
    {
        if (!store.Calls.TryGet(accountSid, callSid, out _))
            return TwilioError.NotFound(context);
        var created = new DateFilter(context.Request.Query, "DateCreated");
        var recordings = Of(store, callSid).Where(recording => created.Matches(recording.DateCreated));
        return Paging.Page(context, "recordings", recordings, recording => recording.Sid, RecordingResource.OfCall);
    }

    private static async Task<IResult> StartAsync(
        HttpContext context,
        string accountSid,
        string callSid,
        EmulatorStore store,
        CallRecordings recordings
    )
    {
        if (!store.Calls.TryGet(accountSid, callSid, out var call))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (RecordingForm.Check(form) is { } error)
            return error;
        if (call.Status != CallStatus.InProgress)
            return TwilioError.BadRequest(21220, "Requested resource is not eligible for recording");
        var recording = recordings.Start(call, "StartCallRecordingAPI", RecordingForm.WishOf(form));
        return RestJson.Created(RecordingResource.OfCall(recording));
    }

    private static IResult Fetch(
        HttpContext context,
        string accountSid,
        string callSid,
        string sid,
        EmulatorStore store
    ) =>
        Find(store, accountSid, callSid, sid) is { } recording
            ? RestJson.Ok(RecordingResource.OfCall(recording))
            : TwilioError.NotFound(context);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string accountSid,
        string callSid,
        string sid,
        EmulatorStore store,
        Recorder recorder,
        TimeProvider clock
    )
    {
        if (Find(store, accountSid, callSid, sid) is not { } recording)
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        var (known, done) = form.Text("Status") switch
        {
            RecordingStatus.Paused => (
                true,
                recording.TryPause(form.Text("PauseBehavior") == "skip", clock.GetUtcNow())
            ),
            RecordingStatus.InProgress => (true, recording.TryResume(clock.GetUtcNow())),
            RecordingStatus.Stopped => (true, recorder.TryStop(recording)),
            _ => (false, false),
        };
        if (!known)
            return TwilioError.BadRequest(21215, "Status must be in-progress, paused or stopped");
        return done
            ? RestJson.Ok(RecordingResource.OfCall(recording))
            : TwilioError.BadRequest(21220, "Recording is not in-progress. Cannot update.");
    }

    private static IResult Delete(
        HttpContext context,
        string accountSid,
        string callSid,
        string sid,
        EmulatorStore store,
        TimeProvider clock
    ) =>
        Find(store, accountSid, callSid, sid) is { } recording
            ? RecordingRoutes.Delete(recording, clock)
            : TwilioError.NotFound(context);

    private static Recording? Find(EmulatorStore store, string accountSid, string callSid, string sid) =>
        Of(store, callSid)
            .FirstOrDefault(each => each.AccountSid == accountSid && (sid == Current ? each.IsLive : each.Sid == sid));

    private static IEnumerable<Recording> Of(EmulatorStore store, string callSid) =>
        store.Recordings.NewestFirst().Where(each => each.CallSid == callSid && !each.IsDeleted);
}
