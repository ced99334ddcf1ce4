using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>Transcriptions that the API starts and stops while a call goes on.</summary>
internal static class RealtimeTranscriptionRoutes
{
    public static void MapRealtimeTranscriptions(this RouteGroupBuilder account)
    {
        account.MapPost("/Calls/{callSid}/Transcriptions.json", CreateAsync);
        account.MapPost("/Calls/{callSid}/Transcriptions/{sid}.json", UpdateAsync);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        string accountSid,
        string callSid,
        EmulatorStore store,
        RealtimeTranscriber transcriber,
        SidGenerator sids
    )
    {
        if (!store.Calls.TryGet(accountSid, callSid, out var call))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (FormUrls.Check(form, ["StatusCallbackUrl"]) is { } error)
            return error;
        if (call.Status != CallStatus.InProgress)
            return TwilioError.BadRequest(21220, "Call is not in-progress. Cannot start a transcription.");
        var sid = sids.Next("GT");
        var transcription = new RealtimeTranscription
        {
            Sid = sid,
            AccountSid = accountSid,
            CallSid = callSid,
            Name = form.Text("Name") ?? sid,
            StatusCallbackUrl = form.Text("StatusCallbackUrl"),
            StatusCallbackMethod = form.Method("StatusCallbackMethod"),
            LanguageCode = form.Text("LanguageCode") ?? "en-US",
            Track = form.Text("Track") ?? "both_tracks",
        };
        transcriber.Start(transcription);
        return RestJson.Ok(Of(transcription));
    }

    /// <summary>The only change is the end; the transcription is found by its sid or by its name.</summary>
    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string accountSid,
        string callSid,
        string sid,
        EmulatorStore store,
        RealtimeTranscriber transcriber
    )
    {
        var transcription = store
            .RealtimeTranscriptions.Of(accountSid)
            .FirstOrDefault(each => each.CallSid == callSid && (each.Sid == sid || each.Name == sid));
        if (transcription is null)
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (form.Text("Status") != "stopped")
            return TwilioError.BadRequest(20001, "Status must be stopped");
        transcriber.Stop(transcription);
        return RestJson.Ok(Of(transcription));
    }

    private static object Of(RealtimeTranscription transcription) =>
        new
        {
            transcription.Sid,
            transcription.AccountSid,
            transcription.CallSid,
            transcription.Name,
            transcription.Status,
            DateUpdated = Rfc2822.Format(transcription.DateUpdated),
            Uri = $"{RestApi.Prefix}/Accounts/{transcription.AccountSid}/Calls/{transcription.CallSid}"
                + $"/Transcriptions/{transcription.Sid}.json",
        };
}
