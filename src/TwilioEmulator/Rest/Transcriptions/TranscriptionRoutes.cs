using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Transcriptions;

internal static class TranscriptionRoutes
{
    public static void MapTranscriptions(this RouteGroupBuilder account)
    {
        account.MapGet("/Transcriptions.json", List);
        account.MapGet("/Transcriptions/{sid}.json", Fetch);
        account.MapDelete("/Transcriptions/{sid}.json", Delete);
        account.MapGet("/Recordings/{recordingSid}/Transcriptions.json", ListOfRecording);
        account.MapGet("/Recordings/{recordingSid}/Transcriptions/{sid}.json", FetchOfRecording);
        account.MapDelete("/Recordings/{recordingSid}/Transcriptions/{sid}.json", DeleteOfRecording);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store) =>
        Paging.Page(
            context,
            "transcriptions",
            store.Transcriptions.Of(accountSid),
            each => each.Sid,
            TranscriptionResource.Of
        );

    private static IResult Fetch(HttpContext context, string accountSid, string sid, EmulatorStore store) =>
        Found.Show(context, store.Transcriptions, accountSid, sid, TranscriptionResource.Of);

    private static IResult Delete(HttpContext context, string accountSid, string sid, EmulatorStore store) =>
        Found.Delete(context, store.Transcriptions, accountSid, sid);

    private static IResult ListOfRecording(
        HttpContext context,
        string accountSid,
        string recordingSid,
        EmulatorStore store
    )
    {
        if (!store.Recordings.TryGet(accountSid, recordingSid, out _))
            return TwilioError.NotFound(context);
        var transcriptions = store.Transcriptions.Of(accountSid).Where(each => each.RecordingSid == recordingSid);
        return Paging.Page(
            context,
            "transcriptions",
            transcriptions,
            each => each.Sid,
            TranscriptionResource.OfRecording
        );
    }

    private static IResult FetchOfRecording(
        HttpContext context,
        string accountSid,
        string recordingSid,
        string sid,
        EmulatorStore store
    ) =>
        store.Transcriptions.TryGet(accountSid, sid, out var found) && found.RecordingSid == recordingSid
            ? RestJson.Ok(TranscriptionResource.OfRecording(found))
            : TwilioError.NotFound(context);

    private static IResult DeleteOfRecording(
        HttpContext context,
        string accountSid,
        string recordingSid,
        string sid,
        EmulatorStore store
    ) =>
        store.Transcriptions.TryGet(accountSid, sid, out var found) && found.RecordingSid == recordingSid
            ? Delete(context, accountSid, sid, store)
            : TwilioError.NotFound(context);
}
