using TwilioServer.Journal;
using TwilioServer.Tenants;
using static TwilioServer.Calls.CallStage;

namespace TwilioServer.Calls;

/// <summary>All that may happen to a call, row by row. The first row that fits counts.</summary>
public static class CallTable
{
    private static readonly CallStage[] All = [Received, Dialing, Answered, Voicemail, Ended];
    private static readonly CallStage[] Live = [Received, Dialing, Answered, Voicemail];
    private static readonly CallStage[] Ringing = [Received, Dialing];

    /// <summary>Before the caller was asked for a message.</summary>
    private static readonly CallStage[] Early = [Received, Dialing, Answered];

    public static IReadOnlyList<CallTransition> Rows { get; } =
    [.. Incoming(), .. PickedUp(), .. DialResult(), .. Recorded(), .. Status(), .. Reports()];

    /// <exception cref="InvalidOperationException">No row fits: a bug of the table.</exception>
    public static CallTransition Find(CallState state, CallEvent happened, CallContext context)
    {
        foreach (var row in Rows)
            if (row.Event == happened.Type && row.From.Contains(state.Stage) && row.Applies(state, happened, context))
                return row;
        throw new InvalidOperationException($"No row for {happened.Type} in a call that is {state.Stage}.");
    }

    private static IEnumerable<CallTransition> Incoming() =>
        [
            On<VoiceReceived>(
                [Received],
                "calls are paused",
                Voicemail,
                (_, _, context) => context.Conditions.IsPaused,
                (state, _, context) =>
                    MissedCall.AtOnce(
                        state,
                        CallDecider.Maintenance,
                        CallReplies.Voicemail(state, context, CallReplies.MaintenanceGreeting(context)),
                        context
                    )
            ),
            On<VoiceReceived>(
                [Received],
                "there are phones to ring",
                Dialing,
                (state, _, context) => Forwarding.Phones(state, context).Count > 0,
                Forwarding.Begin
            ),
            On<VoiceReceived>(
                [Received],
                "there is no phone to ring",
                Voicemail,
                (state, _, context) =>
                    MissedCall.AtOnce(
                        state,
                        Forwarding.WhyNobody(context),
                        CallReplies.Voicemail(state, context),
                        context
                    )
            ),
            On<VoiceReceived>(
                [Dialing, Answered, Voicemail, Ended],
                "overtaken",
                null,
                (state, received, context) => new(state, Forwarding.Begin(state, received, context).Reply)
            ),
            On<VoiceFellBack>(
                Early,
                null,
                Voicemail,
                (state, _, context) =>
                    MissedCall.Decide(state, "service-failure", CallReplies.Voicemail(state, context), context)
            ),
            On<VoiceFellBack>(
                [Voicemail, Ended],
                null,
                null,
                (state, _, context) =>
                    MissedCall.Decide(state, "service-failure", CallReplies.Voicemail(state, context), context)
            ),
        ];

    private static IEnumerable<CallTransition> PickedUp() =>
        [
            On<WhisperRequested>(
                Early,
                null,
                null,
                (state, _, context) => new(state, CallReplies.Whisper(state, context))
            ),
            On<WhisperRequested>(
                [Voicemail, Ended],
                "overtaken",
                null,
                Overtaken,
                (state, _, _) => new(state, CallReplies.EndLeg)
            ),
            Refuse<WhisperRequested>([Voicemail, Ended]),
            On<KeyPressed>(
                Ringing,
                "1",
                Answered,
                (_, pressed, _) => pressed.Digits == "1",
                (state, _, _) => new(state with { Accepted = true }, CallReplies.Connect)
            ),
            On<KeyPressed>(
                Ringing,
                "another key",
                null,
                (state, _, context) => new(state, CallReplies.Whisper(state, context))
            ),
            On<KeyPressed>([Answered], "somebody else has it", null, (state, _, _) => new(state, CallReplies.EndLeg)),
            On<KeyPressed>(
                [Voicemail, Ended],
                "overtaken",
                null,
                Overtaken,
                (state, _, _) => new(state, CallReplies.EndLeg)
            ),
            Refuse<KeyPressed>([Voicemail, Ended]),
            On<AnswerDetected>(
                Early,
                "a machine, and nobody pressed 1",
                null,
                (state, detected, _) => detected.IsMachine && !state.Accepted,
                (state, detected, context) =>
                    new(
                        state with
                        {
                            AnsweredBy = detected.AnsweredBy,
                        },
                        null,
                        Forwarding.EndLeg(state, detected, context)
                    )
            ),
            On<AnswerDetected>(
                All,
                null,
                null,
                (state, detected, _) => new(state with { AnsweredBy = state.AnsweredBy ?? detected.AnsweredBy })
            ),
        ];

    private static IEnumerable<CallTransition> DialResult() =>
        [
            On<DialEnded>(
                All,
                "known already",
                null,
                (state, ended, _) => state.DialCallStatus is not null || ended.Target < state.DialTarget,
                Forwarding.Repeat
            ) with
            {
                MayEnd = true,
            },
            Refuse<DialEnded>(
                Early,
                (state, ended, _) => ended.Target > state.DialTarget && !IsOvertaken(state, ended)
            ),
            On<DialEnded>(Ringing, "answered", Answered, Forwarding.WasAnswered, Forwarding.Answer) with
            {
                MayEnd = true,
            },
            On<DialEnded>(
                [Answered, Voicemail, Ended],
                "answered",
                null,
                Forwarding.WasAnswered,
                Forwarding.Answer
            ) with
            {
                MayEnd = true,
            },
            On<DialEnded>(Ringing, "not answered, the next phone", Dialing, Forwarding.HasNext, Forwarding.Next),
            On<DialEnded>(Early, "not answered", Voicemail, Forwarding.Miss) with
            {
                MayEnd = true,
            },
            On<DialEnded>([Voicemail, Ended], "not answered", null, Forwarding.Miss) with
            {
                MayEnd = true,
            },
        ];

    private static IEnumerable<CallTransition> Recorded() =>
        [
            On<VoicemailRecorded>([Received, Voicemail, Ended], null, null, Recording.SaveVoicemail) with
            {
                MayEnd = true,
            },
            On<VoicemailRecorded>([Dialing, Answered], "overtaken", null, Overtaken, Recording.SaveVoicemail) with
            {
                MayEnd = true,
            },
            Refuse<VoicemailRecorded>([Dialing, Answered]),
            On<RecordingCompleted>(
                All,
                null,
                null,
                (state, recording, context) => new(state, null, [.. Recording.Save(state, recording, context)])
            ),
        ];

    private static IEnumerable<CallTransition> Status() =>
        [
            On<CallStatusChanged>(
                Live,
                "the end",
                Ended,
                (_, changed, _) => CallDecider.IsTerminal(changed.CallStatus),
                (state, changed, context) =>
                    CallEnd.ChangeStatus(state, changed.CallStatus, changed.DurationSeconds, context)
            ),
            On<CallStatusChanged>(
                [Ended],
                "the end",
                null,
                (_, changed, _) => CallDecider.IsTerminal(changed.CallStatus),
                (state, changed, context) =>
                    CallEnd.ChangeStatus(state, changed.CallStatus, changed.DurationSeconds, context)
            ),
            On<CallStatusChanged>(All, null, null, (state, _, _) => new(state)),
            On<ResolveDue>(
                [Voicemail, Ended],
                "undecided",
                null,
                (state, _, _) => state.Missed is null,
                CallEnd.Resolve
            ),
            On<ResolveDue>(All, null, null, (state, _, _) => new(state)),
            On<CallFetched>(
                Live,
                "ended",
                Ended,
                (_, fetched, _) => CallDecider.IsTerminal(fetched.CallStatus),
                CallEnd.Fetch
            ),
            On<CallFetched>(
                [Ended],
                "ended",
                null,
                (_, fetched, _) => CallDecider.IsTerminal(fetched.CallStatus),
                CallEnd.Fetch
            ),
            On<CallFetched>(All, null, null, (state, _, _) => new(state)),
            On<CallLost>(Live, null, Ended, CallEnd.Lose),
            On<CallLost>([Ended], null, null, CallEnd.Lose),
        ];

    private static IEnumerable<CallTransition> Reports() =>
        [
            On<TextAsked>(All, null, null, (state, asked, context) => TextBack.Word(state, asked.Body, context)),
            On<TextDue>(
                All,
                null,
                null,
                (state, _, context) => TextBack.Word(state, TextBack.UsualBody(state, context), context)
            ),
            On<FollowUpDue>(All, null, null, FollowUp.Due),
            On<IncomingReported>(All, null, null, CallReporting.Told),
            On<MissedReportRequested>(All, null, null, CallReporting.Permit),
            On<MissedReportSettled>(All, null, null, CallReporting.Settle),
        ];

    /// <summary>
    /// A step's number is that of the event that it was given out with. Where the call knows fewer, that event is on its
    /// way (in the spill of another process, say), and this one has only overtaken it. A step without a number is one of
    /// the URLs that were provisioned long ago.
    /// </summary>
    private static bool IsOvertaken(CallState state, CallStep step) =>
        step.Step is not { } number || number > state.EventSequence;

    private static bool Overtaken(CallState state, CallStep step, CallContext context) => IsOvertaken(state, step);

    private static CallTransition On<T>(
        CallStage[] from,
        string? when,
        CallStage? to,
        Func<CallState, T, CallContext, Decision<CallState>> decide
    )
        where T : CallEvent => On(from, when, to, (_, _, _) => true, decide);

    private static CallTransition On<T>(
        CallStage[] from,
        string? when,
        CallStage? to,
        Func<CallState, T, CallContext, bool> applies,
        Func<CallState, T, CallContext, Decision<CallState>> decide
    )
        where T : CallEvent =>
        new(
            from,
            CallEventTypes.Of<T>(),
            when,
            to,
            (state, happened, context) => applies(state, (T)happened, context),
            (state, happened, context) => decide(state, (T)happened, context)
        );

    private static CallTransition Refuse<T>(CallStage[] from, Func<CallState, T, CallContext, bool>? applies = null)
        where T : CallEvent =>
        On(
            from,
            "out of order",
            null,
            applies ?? ((_, _, _) => true),
            (state, _, _) => new Decision<CallState>(state)
        ) with
        {
            IsRefused = true,
        };
}
