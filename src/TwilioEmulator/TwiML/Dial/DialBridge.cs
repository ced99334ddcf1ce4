using TwilioEmulator.Clock;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Connects the caller to the leg that answered, once that leg is ready. The talk ends when either hangs up, at its
/// time limit, at the caller's * where that is asked for, or when the API sends one of the two elsewhere.
/// </summary>
internal sealed class DialBridge(
    LegPreparation preparation,
    CallLifecycle lifecycle,
    DialRecorder recorder,
    ActivityTracker activities
)
{
    private const string Star = "*";

    public async Task<DialResult> ConnectAsync(
        DialVerb verb,
        CallSession session,
        DialLeg leg,
        Take? take,
        CallExecutor runner
    )
    {
        preparation.Begin(leg, session, runner);
        // An API request that sends the leg elsewhere before it is connected only changes what it hears until then.
        await session.WaitUntilAsync(
            () => session.IsInterrupted || leg.Call.IsEnded || leg.IsReady,
            TimeSpan.FromSeconds(verb.TimeLimitSeconds)
        );
        var isBridged = leg.IsReady && !leg.Call.IsEnded && !session.IsInterrupted;
        if (isBridged)
        {
            session.Answer();
            take = recorder.Begin(verb, session, isRinging: false, take);
            await TalkAsync(verb, session, leg);
        }
        End(session, leg, runner);
        var end = leg.Call.EndTime ?? session.Now;
        var seconds = (int)Math.Ceiling((end - leg.Call.AnswerTime!.Value).TotalSeconds);
        var recording = recorder.End(take, session, isBridged);
        return new DialResult(CallStatus.Completed, leg.Call, isBridged, seconds, recording);
    }

    private static async Task TalkAsync(DialVerb verb, CallSession session, DialLeg leg)
    {
        session.BeginListening();
        (session.Peer, leg.Session.Peer) = (leg.Session, session);
        await session.WaitUntilAsync(
            () =>
                session.IsInterrupted
                || leg.Session.IsInterrupted
                || (verb.HangUpOnStar && session.HasPressedOneOf(Star)),
            TimeSpan.FromSeconds(verb.TimeLimitSeconds)
        );
        (session.Peer, leg.Session.Peer) = (null, null);
    }

    private void End(CallSession session, DialLeg leg, CallExecutor runner)
    {
        if (leg.Session.TakeRedirect() is { } elsewhere && !leg.Call.IsEnded && !session.IsInterrupted)
        {
            leg.IsGone = true;
            activities.Start(() => runner.RunAsync(leg.Session, elsewhere));
            return;
        }
        lifecycle.End(leg.Call, CallStatus.Completed);
    }
}
