using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Transcription;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Records what the virtual caller says. An empty recording makes no request, and the next verb follows;
/// with speech the action URL is asked, which is this same document when none is named.
/// </summary>
internal sealed class RecordExecutor(
    Recorder recorder,
    RecordTranscriber transcriber,
    TwimlFetcher fetcher,
    EmulatorAddress address
)
{
    public async Task<VerbOutcome> ExecuteAsync(RecordVerb verb, CallSession session)
    {
        session.Answer();
        transcriber.Check(verb, session);
        var callback = verb.RecordingCallback?.ResolvedBy(session.Document);
        var take = recorder.Begin(session.Call, "RecordVerb", 1, callback);
        session.BeginListening();
        if (session.Caller.Voicemail is { } voicemail)
            LeaveVoicemail(session, voicemail);
        session.Script.VerbBegan(session, verb.Name);
        var key = await ListenAsync(verb, session, take.StartTime);
        if (session.SpeechEnd is not { } speechEnd || speechEnd <= take.StartTime)
        {
            recorder.Discard(take);
            return VerbOutcome.Next;
        }
        var end = verb.TrimSilence && speechEnd < session.Now ? speechEnd : session.Now;
        var recording = recorder.Keep(take, end - take.StartTime);
        transcriber.Begin(verb, session, recording);
        return await FinishAsync(verb, session, recording, session.Call.IsEnded ? "hangup" : key ?? "");
    }

    private static void LeaveVoicemail(CallSession session, Voicemail voicemail)
    {
        var speech = TimeSpan.FromSeconds(voicemail.SpeakSeconds);
        session.Speak(speech, voicemail.Text);
        if (voicemail.ThenHangUp)
            session.After(speech, session.HangUp);
    }

    /// <summary>Waits for the end of the recording; the key that ended it, if one did.</summary>
    private static async Task<string?> ListenAsync(RecordVerb verb, CallSession session, DateTimeOffset start)
    {
        var silence = TimeSpan.FromSeconds(verb.TimeoutSeconds);
        var longest = start + TimeSpan.FromSeconds(verb.MaxLengthSeconds);
        while (true)
        {
            var heard = session.SpeechEnd;
            var quietAt = (heard > start ? heard.Value : start) + silence;
            var changed = await session.WaitUntilAsync(
                () => session.IsInterrupted || session.SpeechEnd != heard || session.HasPressedOneOf(verb.FinishOnKey),
                (quietAt < longest ? quietAt : longest) - session.Now
            );
            if (!changed || session.IsInterrupted)
                return null;
            if (session.TakeKey(verb.FinishOnKey) is { } key)
                return key;
        }
    }

    private async Task<VerbOutcome> FinishAsync(RecordVerb verb, CallSession session, Recording recording, string key)
    {
        var url = session.Document?.Resolve(verb.Action ?? "") ?? verb.Action ?? "";
        var request = new DocumentRequest(WebhookPurpose.RecordAction, url, verb.Method)
        {
            Parameters =
            [
                new("RecordingUrl", address.RecordingUrl(recording.AccountSid, recording.Sid)),
                new("RecordingSid", recording.Sid),
                new("RecordingDuration", $"{recording.DurationSeconds}"),
                new("Digits", key),
            ],
        };
        if (!session.Call.IsEnded)
            return new VerbOutcome.GoTo(request);
        await fetcher.NotifyAsync(session, request);
        return VerbOutcome.Next;
    }
}
