using TwilioEmulator.Events;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Rings the phones of a Dial and connects the first that answers. The action URL is asked however it ended,
/// also when the caller has hung up, in which case its answer is ignored.
/// </summary>
internal sealed class DialExecutor(
    DialLegs dialLegs,
    CallLifecycle lifecycle,
    Recorder recorder,
    TwimlFetcher fetcher,
    EmulatorAddress address,
    EventLog events
)
{
    public async Task<VerbOutcome> ExecuteAsync(DialVerb verb, CallSession session)
    {
        foreach (var noun in verb.OtherNouns)
            events.Add("twiml.not-executed", session.Call.Sid, data: Describe(noun));
        if (!verb.AnswerOnBridge)
            session.Answer();
        var legs = dialLegs.Ring(verb, session);
        var answered = await AwaitAnswerAsync(verb, session, legs);
        var result = answered is null ? DialResult.Unanswered(legs) : await BridgeAsync(verb, session, answered);
        return await FinishAsync(verb, session, result);
    }

    /// <summary>The leg that is connected, all others having ended; null when none is.</summary>
    private async Task<Call?> AwaitAnswerAsync(DialVerb verb, CallSession session, IReadOnlyList<Call> legs)
    {
        await session.WaitUntilAsync(
            () => session.IsInterrupted || legs.All(leg => leg.IsEnded) || legs.Any(leg => leg.IsAnswered),
            TimeSpan.FromSeconds(verb.TimeoutSeconds)
        );
        var answered = session.IsInterrupted ? null : legs.Where(leg => leg.IsAnswered).MinBy(leg => leg.AnswerTime);
        var stillRinging = answered is null && !session.IsInterrupted ? CallStatus.NoAnswer : CallStatus.Canceled;
        foreach (var leg in legs.Where(leg => leg != answered))
            lifecycle.End(leg, leg.IsAnswered ? CallStatus.Completed : stillRinging);
        return answered;
    }

    private async Task<DialResult> BridgeAsync(DialVerb verb, CallSession session, Call leg)
    {
        session.Answer();
        var take = verb.RecordChannels == 0 ? null : BeginRecording(verb, session);
        await session.WaitUntilAsync(
            () => session.IsInterrupted || leg.IsEnded,
            TimeSpan.FromSeconds(verb.TimeLimitSeconds)
        );
        lifecycle.End(leg, CallStatus.Completed);
        var recording = take is null ? null : recorder.Keep(take, session.Now - take.StartTime);
        return new DialResult(CallStatus.Completed, leg, Bridged: true, recording);
    }

    private Take BeginRecording(DialVerb verb, CallSession session) =>
        recorder.Begin(
            session.Call,
            "DialVerb",
            verb.RecordChannels,
            verb.RecordingCallback?.ResolvedBy(session.Document)
        );

    private async Task<VerbOutcome> FinishAsync(DialVerb verb, CallSession session, DialResult result)
    {
        if (verb.Action is not { } action)
            return VerbOutcome.Next;
        var url = session.Document?.Resolve(action) ?? action;
        var request = new DocumentRequest(WebhookPurpose.DialAction, url, verb.Method)
        {
            Parameters = result.Parameters(address),
        };
        if (!session.Call.IsEnded)
            return new VerbOutcome.GoTo(request);
        if (session.Caller.DialActionOnCallerHangUp)
            await fetcher.NotifyAsync(session, request);
        return VerbOutcome.Next;
    }

    private static Dictionary<string, object?> Describe(string noun) => new() { ["verb"] = noun, ["depth"] = 1 };
}
