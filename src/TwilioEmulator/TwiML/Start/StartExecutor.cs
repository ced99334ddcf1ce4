using TwilioEmulator.Events;
using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Transcription;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Starts services and goes on at once. A recording's callback must be absolute: Twilio reports a relative one as
/// 11200 and records without it.
/// </summary>
internal sealed class StartExecutor(
    Recorder recorder,
    LiveTranscriber transcriber,
    TwimlProblemLog problems,
    EventLog events
)
{
    private const string Source = "StartCallRecordingTwiML";

    public Task<VerbOutcome> ExecuteAsync(StartVerb verb, CallSession session)
    {
        session.Answer();
        foreach (var noun in verb.OtherNouns)
            events.Add(
                "twiml.not-executed",
                session.Call.Sid,
                data: new Dictionary<string, object?> { ["verb"] = noun, ["depth"] = 1 }
            );
        foreach (var recording in verb.Recordings)
            Record(recording, session);
        foreach (var transcription in verb.Transcriptions)
            transcriber.Begin(transcription, session);
        return Task.FromResult(VerbOutcome.Next);
    }

    private void Record(StartRecording noun, CallSession session)
    {
        var take = recorder.Begin(session.Call, Source, noun.Channels, CallbackOf(noun, session), noun.Track);
        session.Services.Add(
            "Recording",
            null,
            () => recorder.Keep(take, (session.Call.EndTime ?? session.Now) - take.StartTime)
        );
    }

    private RecordingCallback? CallbackOf(StartRecording noun, CallSession session)
    {
        if (noun.Callback is not { } callback || WebhookUrl.Parse(callback.Url) is not null)
            return noun.Callback;
        problems.Error(session, 11200, $"The recordingStatusCallback is not an absolute URL: {callback.Url}");
        return null;
    }
}
