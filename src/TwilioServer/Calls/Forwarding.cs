using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>Ringing the business's phones, and what came of it.</summary>
internal static class Forwarding
{
    /// <summary>
    /// The longest that somebody who picked up can hear the whisper without pressing a key: Twilio's pick-up, the words
    /// and the wait for a key. A leg that lasted longer was put through.
    /// </summary>
    public const int LongestWhisperSeconds = 30;

    /// <summary>The phones that may be rung.</summary>
    public static IReadOnlyList<string> Phones(CallState state, CallContext context) =>
        state.Features.HasFlag(Features.InternationalCalling)
        || context.Settings.ForwardTo.All(PhoneNumber.IsNorthAmerican)
            ? context.Settings.ForwardTo
            : [.. context.Settings.ForwardTo.Where(PhoneNumber.IsNorthAmerican)];

    public static bool HasPhones(Features features, IReadOnlyList<string> phones) =>
        features.HasFlag(Features.InternationalCalling) ? phones.Count > 0 : phones.Any(PhoneNumber.IsNorthAmerican);

    public static string WhyNobody(CallContext context) =>
        context.Settings.ForwardTo.Count > 0 ? "international-off"
        : context.Settings.IsOpen ? "no-phone"
        : "after-hours";

    public static Decision<CallState> Begin(CallState state, VoiceReceived received, CallContext context)
    {
        var dialed = state with { IsRecorded = Recording.IsWanted(state, context) };
        return new(dialed, CallReplies.Forward(dialed, context, received));
    }

    /// <summary>
    /// Whether somebody of the business spoke with the caller. Twilio's words are not enough: a mailbox picks up too, and
    /// <c>completed</c> is also said of a leg that was never put through.
    /// </summary>
    public static bool WasAnswered(CallState state, DialEnded ended, CallContext context) =>
        WhyNotAnswered(state, ended, context) is null;

    public static Decision<CallState> Answer(CallState state, DialEnded ended, CallContext context) =>
        new(Dialed(state, ended) with { Missed = state.Missed ?? false }, CallReplies.HangUp);

    public static Decision<CallState> Miss(CallState state, DialEnded ended, CallContext context) =>
        MissedCall.Decide(
            Dialed(state, ended),
            WhyNotAnswered(state, ended, context)!,
            CallReplies.Voicemail(state, context),
            context
        );

    public static bool HasNext(CallState state, DialEnded ended, CallContext context) =>
        context.Settings.ForwardOrder == ForwardOrder.Sequential
        && !ended.CallerHungUp
        && !state.Accepted
        && Target(state, ended) + 1 < Phones(state, context).Count;

    public static Decision<CallState> Next(CallState state, DialEnded ended, CallContext context)
    {
        var next = state with { DialTarget = Target(state, ended) + 1, AnsweredBy = null };
        return new(next, CallReplies.ForwardNext(next, context));
    }

    /// <summary>What is known already is answered as it is known.</summary>
    public static Decision<CallState> Repeat(CallState state, DialEnded ended, CallContext context) =>
        new(
            state,
            state.DialCallStatus is null ? CallReplies.ForwardNext(state, context)
                : state.Missed is true ? CallReplies.Voicemail(state, context)
                : CallReplies.HangUp
        );

    /// <summary>Ends the leg that a machine picked up: then Twilio asks what comes next.</summary>
    public static Effect[] EndLeg(CallState state, AnswerDetected detected, CallContext context) =>
        context.Settings.DetectMachine
            ?
            [
                new ScheduleJob(
                    CallDecider.EndLegJob,
                    $"{CallDecider.EndLegJob}:{detected.DialCallSid}",
                    TimeSpan.Zero,
                    CallJobs.Payload(state, detected.DialCallSid),
                    CallDecider.ResolveRetry.MaxAttempts
                ),
            ]
            : [];

    public static CallState Dialed(CallState state, DialEnded ended) =>
        state with
        {
            DialTarget = Target(state, ended),
            DialCallStatus = ended.DialCallStatus,
            DialCallSid = ended.DialCallSid,
            DialCallDurationSeconds = ended.DialCallDurationSeconds,
        };

    /// <summary>Null when somebody answered.</summary>
    public static string? WhyNotAnswered(CallState state, DialEnded ended, CallContext context)
    {
        if (!ended.IsPickedUp)
            return ended.DialCallStatus is "busy" or "no-answer" or "failed" or "canceled"
                ? ended.DialCallStatus
                : "unanswered";
        if (!state.Accepted && state.AnsweredBy is { } who && new AnswerDetected(who, "").IsMachine)
            return "machine";
        if (!WasPutThrough(state, ended, context))
            return "unanswered";
        return
            context.Rules.TreatShortCompletedAsMissed
            && ended.DialCallDurationSeconds <= context.Rules.ShortCompletedMaxSeconds
            ? "short"
            : null;
    }

    private static bool WasPutThrough(CallState state, DialEnded ended, CallContext context) =>
        ended.DialBridged is null && context.Settings.RequireKeyPress
            ? state.Accepted
                || ended.DialCallStatus == "answered"
                || ended.DialCallDurationSeconds > LongestWhisperSeconds
            : ended.IsBridged;

    private static int Target(CallState state, DialEnded ended) => ended.Target ?? state.DialTarget;
}
