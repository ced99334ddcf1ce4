using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Simulator.Speech;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator.Transcription;

/// <summary>
/// Writes down what a Record has recorded, some seconds after the recording is ready. Twilio takes only those longer
/// than 2 s and shorter than 120 s; of others it warns with 13617 and makes no request.
/// </summary>
internal sealed class RecordTranscriber(
    EmulatorStore store,
    WebhookSender sender,
    CallParameters parameters,
    EmulatorAddress address,
    SidGenerator sids,
    VirtualClock clock,
    ActivityTracker activities,
    TwimlProblemLog problems,
    EventLog events
)
{
    /// <summary>What Twilio writes where it understands nothing.</summary>
    private const string Blank = "(blank)";

    private static readonly TimeSpan Delay = Recorder.ProcessingTime + TimeSpan.FromSeconds(4);

    public void Begin(RecordVerb verb, CallSession session, Recording recording)
    {
        if (!verb.Transcribes)
            return;
        if (recording.DurationSeconds is <= 2 or >= 120)
        {
            problems.Warn(session, 13617, "Record: Recording length is out of range for transcription");
            return;
        }
        var text = Utterance.TextOf(session.Voice.Since(recording.StartTime)) ?? Blank;
        var callback = verb.TranscribeCallback is { } url ? session.Document?.Resolve(url) ?? url : null;
        var transcriptionSid = sids.Next("TR");
        clock.Schedule(Delay, () => Complete(session.Call, recording, transcriptionSid, text, callback));
    }

    private void Complete(Call call, Recording recording, string sid, string text, string? callback)
    {
        var now = clock.GetUtcNow();
        var transcription = new Store.Transcription
        {
            Sid = sid,
            AccountSid = recording.AccountSid,
            RecordingSid = recording.Sid,
            DurationSeconds = recording.DurationSeconds ?? 0,
            DateCreated = now,
            DateUpdated = now,
            Status = "completed",
            Text = text,
        };
        store.Transcriptions.Add(sid, transcription);
        var data = new Dictionary<string, object?>
        {
            ["transcriptionSid"] = sid,
            ["recordingSid"] = recording.Sid,
            ["text"] = text,
        };
        events.Add("transcription.completed", call.Sid, data: data);
        if (callback is not null)
            activities.Start(() => sender.SendAsync(Describe(call, transcription, callback)));
    }

    private Webhook Describe(Call call, Store.Transcription transcription, string callback)
    {
        var all = parameters.For(call);
        all.Add("TranscriptionSid", transcription.Sid);
        all.Add("TranscriptionText", transcription.Text);
        all.Add("TranscriptionStatus", transcription.Status);
        all.Add("TranscriptionUrl", UrlOf(transcription));
        all.Add("RecordingSid", transcription.RecordingSid);
        all.Add("RecordingUrl", address.RecordingUrl(transcription.AccountSid, transcription.RecordingSid));
        return new Webhook(WebhookPurpose.Transcription, callback, "POST", all) { CallSid = call.Sid };
    }

    private string UrlOf(Store.Transcription transcription) =>
        $"{address.RecordingUrl(transcription.AccountSid, transcription.RecordingSid)}/Transcriptions/{transcription.Sid}";
}
