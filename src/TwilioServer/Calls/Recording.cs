using TwilioServer.FeatureFlags;
using TwilioServer.Journal;

namespace TwilioServer.Calls;

/// <summary>Recordings of calls and of callers' messages.</summary>
internal static class Recording
{
    /// <summary>Pauses or resumes the recordings of calls under way, as the flag says when it runs.</summary>
    public const string PauseJob = "recording.pause";

    /// <summary>Environment, flag and tenant must all want it; the first two as they were when the call began.</summary>
    public static bool IsWanted(CallState state, CallContext context) =>
        context.Settings.RecordCalls && state.Features.HasFlag(Features.CallRecording);

    public static Decision<CallState> SaveVoicemail(CallState state, VoicemailRecorded recorded, CallContext context) =>
        new(
            state,
            CallReplies.ThankForMessage(context),
            recorded.RecordingSid is { } sid
                ?
                [
                    Saved(
                        state,
                        new RecordingCompleted(sid, recorded.RecordingUrl, recorded.DurationSeconds, 1, "in-progress")
                    ),
                ]
                : []
        );

    /// <summary>A recording that begins after recording was switched off is paused at once: the flag does not wait for the call's end.</summary>
    public static IEnumerable<Effect> Save(CallState state, RecordingCompleted recording, CallContext context)
    {
        if (recording.RecordingStatus == "in-progress" && state.IsRecorded)
        {
            if (!context.Conditions.Features.HasFlag(Features.CallRecording))
                yield return new ScheduleJob(PauseJob, PauseJob, TimeSpan.Zero, "{}", 20);
        }
        yield return Saved(state, recording);
    }

    private static SaveRecording Saved(CallState state, RecordingCompleted recording) =>
        new(
            recording.RecordingSid,
            state.CallSid,
            state.TenantId,
            recording.RecordingUrl,
            recording.DurationSeconds,
            recording.Channels,
            recording.RecordingStatus
        );
}
