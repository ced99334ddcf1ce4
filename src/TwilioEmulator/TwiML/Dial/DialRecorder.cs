using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>The recording of a Dial: begun with the ringing or the answer, and kept only if the two have talked.</summary>
internal sealed class DialRecorder(Recorder recorder)
{
    /// <summary>Begins when the mode says that this is the moment; an earlier beginning stands.</summary>
    public Take? Begin(DialVerb verb, CallSession session, bool isRinging, Take? begun = null) =>
        begun is not null || verb.Record.Channels == 0 || (isRinging && !verb.Record.FromRinging)
            ? begun
            : recorder.Begin(
                session.Call,
                "DialVerb",
                verb.Record.Channels,
                verb.RecordingCallback?.ResolvedBy(session.Document),
                verb.Record.Track
            );

    public Recording? End(Take? take, CallSession session, bool hasTalked)
    {
        if (take is null)
            return null;
        if (hasTalked)
            return recorder.Keep(take, session.Now - take.StartTime);
        recorder.Discard(take);
        return null;
    }
}
