using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Faults;
using TwilioEmulator.Simulator.Speech;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator.Transcription;

/// <summary>
/// Writes down what a Record has recorded, some seconds after the recording is ready. Twilio takes only those longer
/// than 2 s and shorter than 120 s; of others it warns with 13617 and makes no request, and with 13615 of a Record that
/// may well become too long.
/// </summary>
internal sealed class RecordTranscriber(
    EmulatorStore store,
    CallbackDispatcher callbacks,
    CallParameters parameters,
    EmulatorAddress address,
    SidGenerator sids,
    VirtualClock clock,
    TwimlProblemLog problems,
    EventLog events
)
{
    /// <summary>What Twilio writes where it understands nothing.</summary>
    private const string Blank = "(blank)";

    private const int LongestSeconds = 120;

    private static readonly TimeSpan Delay = Recorder.ProcessingTime + TimeSpan.FromSeconds(4);

    /// <summary>What can be said of a Record before anything was recorded.</summary>
    public void Check(RecordVerb verb, CallSession session)
    {
        if (verb.Transcribes && verb.MaxLengthSeconds > LongestSeconds)
            problems.Warn(session, 13615, "Record: maxLength too high for transcription");
    }

    public void Begin(RecordVerb verb, CallSession session, Recording recording)
    {
        if (!verb.Transcribes)
            return;
        if (recording.DurationSeconds is <= 2 or >= LongestSeconds)
        {
            problems.Warn(session, 13617, "Record: Recording length is out of range for transcription");
            return;
        }
        var text = Utterance.TextOf(session.Voice.Since(recording.StartTime)) ?? Blank;
        var callback = verb.TranscribeCallback is { } url ? session.Document?.Resolve(url) ?? url : null;
        var transcription = new Store.Transcription
        {
            Sid = sids.Next("TR"),
            AccountSid = recording.AccountSid,
            RecordingSid = recording.Sid,
            DurationSeconds = recording.DurationSeconds ?? 0,
            DateCreated = session.Now,
            DateUpdated = session.Now,
            Text = text,
        };
        store.Transcriptions.Add(transcription.Sid, transcription);
        clock.Schedule(Delay, () => Complete(session.Call, transcription, callback));
    }

    private void Complete(Call call, Store.Transcription transcription, string? callback)
    {
        transcription.Status = "completed";
        transcription.DateUpdated = clock.GetUtcNow();
        var data = new Dictionary<string, object?>
        {
            ["transcriptionSid"] = transcription.Sid,
            ["recordingSid"] = transcription.RecordingSid,
            ["text"] = transcription.Text,
        };
        events.Add("transcription.completed", call.Sid, data: data);
        if (callback is not null)
            callbacks.Send(Describe(call, transcription, callback));
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
