using TwilioServer.Configuration;

namespace TwilioServer.FeatureFlags;

/// <summary>What the environment allows: a flag can only take away from it.</summary>
public sealed record FeatureEnvironment(Features Allowed)
{
    public static FeatureEnvironment Read(SettingsReader reader)
    {
        var recording = reader.Flag(
            "CALL_RECORDING_ENABLED",
            true,
            "Whether calls may be recorded at all. The flag call_recording and the tenant must want it, too."
        );
        var transcription = reader.Flag(
            "TRANSCRIPTION_ENABLED",
            true,
            "Whether voicemail may be transcribed at all. The flag voicemail_transcription must want it, too."
        );
        return new FeatureEnvironment(
            Features.All
                & (recording ? Features.All : ~Features.CallRecording)
                & (transcription ? Features.All : ~Features.VoicemailTranscription)
        );
    }
}
