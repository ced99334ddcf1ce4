using TwilioEmulator.Clock;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Transcriptions that the API started: they are reported when they begin and when they or their call end.</summary>
internal sealed class RealtimeTranscriber
{
    private readonly EmulatorStore store;
    private readonly WebhookSender sender;
    private readonly ActivityTracker activities;
    private readonly TimeProvider clock;

    public RealtimeTranscriber(
        EmulatorStore store,
        WebhookSender sender,
        ActivityTracker activities,
        TimeProvider clock,
        CallLifecycle lifecycle
    )
    {
        (this.store, this.sender, this.activities, this.clock) = (store, sender, activities, clock);
        lifecycle.Follow(StopWithCall);
    }

    public void Start(RealtimeTranscription transcription)
    {
        transcription.DateUpdated = clock.GetUtcNow();
        store.RealtimeTranscriptions.Add(transcription);
        Report(transcription, "transcription-started");
    }

    public void Stop(RealtimeTranscription transcription)
    {
        if (transcription.Status == "stopped")
            return;
        transcription.Status = "stopped";
        transcription.DateUpdated = clock.GetUtcNow();
        Report(transcription, "transcription-stopped");
    }

    private void StopWithCall(Call call)
    {
        if (!call.IsEnded)
            return;
        foreach (var running in store.RealtimeTranscriptions.NewestFirst().Where(each => each.CallSid == call.Sid))
            Stop(running);
    }

    private void Report(RealtimeTranscription transcription, string what)
    {
        if (transcription.StatusCallbackUrl is not { } url)
            return;
        var parameters = new WebhookParameters
        {
            { "AccountSid", transcription.AccountSid },
            { "CallSid", transcription.CallSid },
            { "TranscriptionSid", transcription.Sid },
            { "TranscriptionEvent", what },
            { "SequenceId", $"{transcription.NextSequenceId()}" },
            { "Timestamp", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'") },
            { "LanguageCode", transcription.LanguageCode },
            { "Track", transcription.Track },
        };
        var webhook = new Webhook(WebhookPurpose.Transcription, url, transcription.StatusCallbackMethod, parameters)
        {
            CallSid = transcription.CallSid,
        };
        activities.Start(() => sender.SendAsync(webhook));
    }
}
