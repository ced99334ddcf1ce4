namespace TwilioEmulator.Webhooks;

/// <summary>Why a webhook is sent, as the event log names it.</summary>
internal static class WebhookPurpose
{
    public const string Voice = "voice";
    public const string DialAction = "dial-action";
    public const string RecordAction = "record-action";
    public const string GatherAction = "gather-action";
    public const string GatherPartial = "gather-partial";
    public const string SmsAction = "sms-action";
    public const string Whisper = "whisper";
    public const string MachineDetection = "machine-detection";
    public const string Transcription = "transcription";
    public const string Redirect = "redirect";
    public const string Fallback = "fallback";
    public const string StatusCallback = "status-callback";
    public const string RecordingStatus = "recording-status";
    public const string Message = "message";
    public const string MessageStatus = "message-status";

    /// <summary>Reports, as against requests for TwiML: what comes back is not read.</summary>
    public static bool IgnoresAnswer(string purpose) =>
        purpose
            is StatusCallback
                or RecordingStatus
                or MessageStatus
                or Transcription
                or MachineDetection
                or GatherPartial;

    /// <summary>Messaging webhooks have other headers, and another rule for ports, than those of calls.</summary>
    public static bool IsVoice(string purpose) => purpose is not (Message or MessageStatus);
}
