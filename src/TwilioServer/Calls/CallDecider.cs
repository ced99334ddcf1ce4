using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Calls;

/// <summary>
/// What a call's events mean. Pure: the same state, event and context always give the same decision, so that any call
/// can be replayed from its log. What it does is in <see cref="CallTable"/>.
/// </summary>
public static class CallDecider
{
    /// <summary>Raised whenever the same input would be decided differently; stored with each event.</summary>
    public const short Version = 4;

    /// <summary>
    /// Twilio's callbacks arrive in any order. A call that ended without a word about the forwarded leg waits this long
    /// for that word before it counts as missed: long enough for two requests that crossed, short enough that the text
    /// is still there within a second.
    /// </summary>
    public static readonly TimeSpan ResolveDelay = TimeSpan.FromMilliseconds(500);

    public const string ResolveJob = "call.resolve";

    /// <summary>Ends a forwarded leg that a machine picked up.</summary>
    public const string EndLegJob = "call.end-leg";

    /// <summary>The reason of a call that came while calls were paused.</summary>
    public const string Maintenance = "maintenance";

    public static readonly RetryClass ResolveRetry = RetryClass.Prompt with { MaxAttempts = 20 };

    public static Decision<CallState> Decide(CallState state, CallEvent happened, CallContext context)
    {
        if (happened is VoiceReceived received)
            state = state with { CallerCity = received.CallerCity, StirVerstat = received.StirVerstat };
        var row = CallTable.Find(state, happened, context);
        if (row.IsRefused)
            return new Decision<CallState>(state) { IsRefused = true };
        var decision = row.Decide(state, happened, context);
        if (row.To is { } stage)
            decision = decision with { State = decision.State with { Stage = stage } };
        if (row.MayEnd && happened is CallStep { CallerHungUp: true } step)
            decision = End(decision, step, context);
        if (state.EventSequence == 0)
            decision = CallReporting.Begin(decision, context);
        return decision with { State = decision.State with { EventSequence = state.EventSequence + 1 } };
    }

    /// <summary>Whether Twilio's word for a leg is its last one.</summary>
    public static bool IsTerminal(string status) =>
        status is "completed" or "busy" or "no-answer" or "failed" or "canceled";

    private static Decision<CallState> End(Decision<CallState> decision, CallStep step, CallContext context)
    {
        var ended = CallEnd.ChangeStatus(decision.State, step.CallStatus, null, context);
        return new(
            ended.State with
            {
                Stage = CallStage.Ended,
            },
            decision.Reply,
            [.. decision.Effects, .. ended.Effects]
        );
    }
}
