using TwilioEmulator.Faults;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>
/// Status callbacks of calls: separate requests beside the execution of TwiML, so that their order of arrival
/// is not promised; the SequenceNumber tells it.
/// </summary>
internal sealed class StatusCallbackSender(
    CallbackDispatcher callbacks,
    CallParameters parameters,
    EmulatorAddress address,
    TimeProvider clock
)
{
    public void Send(Call call, string status)
    {
        if (call.StatusCallback is not { } callback || !callback.Events.Contains(EventOf(status)))
            return;
        var webhook = new Webhook(WebhookPurpose.StatusCallback, callback.Url, callback.Method, Describe(call, status))
        {
            CallSid = call.Sid,
        };
        callbacks.Send(webhook);
    }

    private static string EventOf(string status) =>
        status switch
        {
            CallStatus.InProgress => "answered",
            _ when CallStatus.IsTerminal(status) => "completed",
            _ => status,
        };

    private WebhookParameters Describe(Call call, string status)
    {
        var described = parameters.For(call, status);
        described.Add("Timestamp", Rfc2822.Format(clock.GetUtcNow()));
        described.Add("CallbackSource", "call-progress-events");
        described.Add("SequenceNumber", $"{call.NextSequenceNumber()}");
        if (!CallStatus.IsTerminal(status))
            return described;
        var seconds = call.DurationSeconds ?? 0;
        described.Add("CallDuration", $"{seconds}");
        described.Add("SipResponseCode", CallStatus.SipResponseCode(status));
        // Duration is in billed minutes: a begun minute counts whole.
        if (status == CallStatus.Completed)
            described.Add("Duration", $"{(seconds + 59) / 60}");
        DescribeRecording(call, described);
        return described;
    }

    private void DescribeRecording(Call call, WebhookParameters described)
    {
        if (call.Recording is not { } recording)
            return;
        described.Add("RecordingUrl", address.RecordingUrl(recording.AccountSid, recording.Sid));
        described.Add("RecordingSid", recording.Sid);
        described.Add("RecordingDuration", $"{recording.DurationSeconds ?? 0}");
    }
}
