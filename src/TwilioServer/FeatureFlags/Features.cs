namespace TwilioServer.FeatureFlags;

/// <summary>What can be switched off while the service runs, for all or for one tenant.</summary>
[Flags]
public enum Features
{
    None = 0,
    CallRecording = 1,
    VoicemailTranscription = 2,
    SmsAutomation = 4,
    CallAnalytics = 8,
    AiDispatch = 16,
    ConferenceCalling = 32,
    InternationalCalling = 64,
    MmsSupport = 128,

    /// <summary>What is on where nobody switched anything.</summary>
    Default = CallRecording | VoicemailTranscription | SmsAutomation | CallAnalytics | AiDispatch,
    All = Default | ConferenceCalling | InternationalCalling | MmsSupport,
}
