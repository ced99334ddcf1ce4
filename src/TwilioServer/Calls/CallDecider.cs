using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Calls;

/// <summary>
/// What a call's events mean. Pure: the same state, event and context always give the same decision, so that any call
/// can be replayed from its log.
/// </summary>
public static class CallDecider
{
    /// <summary>Raised whenever the same input would be decided differently; stored with each event.</summary>
    public const short Version = 2;

    /// <summary>
    /// Twilio's callbacks arrive in any order. A call that ended without a word about the forwarded leg waits this long
    /// for that word before it counts as missed: long enough for two requests that crossed, short enough that the text
    /// is still there within a second.
    /// </summary>
    public static readonly TimeSpan ResolveDelay = TimeSpan.FromMilliseconds(500);

    public const string ResolveJob = "call.resolve";

    public static readonly RetryClass ResolveRetry = RetryClass.Prompt with { MaxAttempts = 20 };

    public static Decision<CallState> Decide(CallState state, CallEvent happened, CallContext context)
    {
        var decision = happened switch
        {
            VoiceReceived => Receive(state, context),
            VoiceFellBack => FallBack(state, context),
            DialEnded ended => EndDial(state, ended, context),
            VoicemailRecorded recorded => EndVoicemail(state, recorded, context),
            RecordingCompleted recording => new Decision<CallState>(state, null, Save(state, recording)),
            CallStatusChanged changed => ChangeStatus(state, changed.CallStatus, changed.DurationSeconds, context),
            ResolveDue => Resolve(state, context),
            CallFetched fetched => Fetch(state, fetched, context),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Type, "No rule for this event."),
        };
        return decision with { State = decision.State with { EventSequence = state.EventSequence + 1 } };
    }

    private static Decision<CallState> Receive(CallState state, CallContext context) =>
        new(Reach(state, CallStage.Dialing), CallReplies.Forward(state, context));

    private static Decision<CallState> FallBack(CallState state, CallContext context) =>
        Miss(Reach(state, CallStage.Voicemail), "service-failure", CallReplies.Voicemail(state, context), context);

    private static Decision<CallState> EndDial(CallState state, DialEnded ended, CallContext context)
    {
        if (state.DialCallStatus is not null)
            return new(state, state.Missed is true ? CallReplies.Voicemail(state, context) : CallReplies.HangUp);
        var dialed = Dialed(state, ended);
        var decision = ended.Answered
            ? Answer(dialed)
            : Miss(Reach(dialed, CallStage.Voicemail), Reason(ended), CallReplies.Voicemail(state, context), context);
        return Then(decision, ended.CallStatus, context);
    }

    private static CallState Dialed(CallState state, DialEnded ended) =>
        state with
        {
            DialCallStatus = ended.DialCallStatus,
            DialCallSid = ended.DialCallSid,
            DialCallDurationSeconds = ended.DialCallDurationSeconds,
        };

    private static Decision<CallState> Answer(CallState state) =>
        new(Reach(state, CallStage.Answered) with { Missed = state.Missed ?? false }, CallReplies.HangUp);

    private static string Reason(DialEnded ended) =>
        ended.DialCallStatus is "busy" or "no-answer" or "failed" or "canceled" ? ended.DialCallStatus : "unanswered";

    private static Decision<CallState> EndVoicemail(CallState state, VoicemailRecorded recorded, CallContext context)
    {
        var decision = new Decision<CallState>(state, CallReplies.ThankForMessage);
        if (recorded.RecordingSid is { } sid)
        {
            var recording = new RecordingCompleted(
                sid,
                recorded.RecordingUrl,
                recorded.DurationSeconds,
                1,
                "in-progress"
            );
            decision = decision with { Effects = [Save(state, recording)] };
        }
        return Then(decision, recorded.CallStatus, context);
    }

    private static SaveRecording Save(CallState state, RecordingCompleted recording) =>
        new(
            recording.RecordingSid,
            state.CallSid,
            state.TenantId,
            recording.RecordingUrl,
            recording.DurationSeconds,
            recording.Channels,
            recording.RecordingStatus
        );

    private static Decision<CallState> ChangeStatus(
        CallState state,
        string status,
        int? durationSeconds,
        CallContext context
    )
    {
        if (!IsTerminal(status))
            return new(state);
        var ended = End(state, status, durationSeconds, context.Now);
        var awaitsTheDial = ended.Missed is null && state.Stage != CallStage.Ended;
        return awaitsTheDial ? new(ended, null, ResolveLater(ended)) : new(ended);
    }

    private static CallState End(CallState state, string status, int? durationSeconds, DateTimeOffset at)
    {
        var known = state with { DurationSeconds = state.DurationSeconds ?? durationSeconds };
        return state.Stage == CallStage.Ended
            ? known
            : known with
            {
                Stage = CallStage.Ended,
                TerminalStatus = status,
                EndedAt = at,
            };
    }

    /// <summary>
    /// Twilio's own account of a call that ended: whatever did not reach us is made good here, and what did reach us
    /// stays as it was decided. There is no word of the forwarded leg left to wait for.
    /// </summary>
    private static Decision<CallState> Fetch(CallState state, CallFetched fetched, CallContext context)
    {
        if (!IsTerminal(fetched.CallStatus))
            return new(state);
        var ended = End(state, fetched.CallStatus, fetched.DurationSeconds, fetched.EndedAt);
        if (fetched.Dial is not { } dial)
            return Miss(ended, ReasonWithoutDial(state, fetched), null, context);
        if (ended.DialCallStatus is null)
            ended = Dialed(ended, dial);
        return dial.Answered ? new(Answer(ended).State) : Miss(ended, Reason(dial), null, context);
    }

    /// <summary>A call that completed though we never told Twilio what to do heard an error message.</summary>
    private static string ReasonWithoutDial(CallState state, CallFetched fetched) =>
        state.Stage == CallStage.Received && fetched.CallStatus == "completed" ? "service-failure" : "caller-hung-up";

    private static ScheduleJob ResolveLater(CallState state) =>
        new(
            ResolveJob,
            $"{ResolveJob}:{state.CallSid}",
            ResolveDelay,
            CallJobs.Payload(state),
            ResolveRetry.MaxAttempts
        );

    private static Decision<CallState> Resolve(CallState state, CallContext context) =>
        state.Missed is null && state.Stage == CallStage.Ended
            ? Miss(state, "caller-hung-up", null, context)
            : new(state);

    /// <summary>The one place where a call becomes missed; whoever comes second finds it decided.</summary>
    private static Decision<CallState> Miss(CallState state, string reason, string? reply, CallContext context)
    {
        if (state.Missed is not null)
            return new(state, reply);
        var missed = state with { Missed = true, MissedReason = reason };
        return new(missed, reply, TextBack.Decide(missed, context));
    }

    /// <summary>An action URL also tells how the caller's own leg stands.</summary>
    private static Decision<CallState> Then(Decision<CallState> decision, string callStatus, CallContext context)
    {
        var next = ChangeStatus(decision.State, callStatus, null, context);
        return new(next.State, decision.Reply, [.. decision.Effects, .. next.Effects]);
    }

    private static CallState Reach(CallState state, CallStage stage) =>
        stage > state.Stage ? state with { Stage = stage } : state;

    /// <summary>Whether Twilio's word for a leg is its last one.</summary>
    public static bool IsTerminal(string status) =>
        status is "completed" or "busy" or "no-answer" or "failed" or "canceled";
}
