using TwilioEmulator.Faults;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>The recordingStatusCallback of Record and Dial.</summary>
internal sealed class RecordingCallbackSender(CallbackDispatcher callbacks, EmulatorAddress address)
{
    public void Send(Take take, RecordingCallback callback, string status, int durationSeconds)
    {
        var parameters = new WebhookParameters
        {
            { "AccountSid", take.Call.AccountSid },
            { "CallSid", take.Call.Sid },
            { "RecordingSid", take.Sid },
            { "RecordingUrl", address.RecordingUrl(take.Call.AccountSid, take.Sid) },
            { "RecordingStatus", status },
            { "RecordingDuration", $"{durationSeconds}" },
            { "RecordingChannels", $"{take.Channels}" },
            { "RecordingStartTime", Rfc2822.Format(take.StartTime) },
            { "RecordingSource", take.Source },
            { "RecordingTrack", take.Track },
            { "ErrorCode", "0" },
        };
        callbacks.Send(
            new Webhook(WebhookPurpose.RecordingStatus, callback.Url, callback.Method, parameters)
            {
                CallSid = take.Call.Sid,
            }
        );
    }
}
