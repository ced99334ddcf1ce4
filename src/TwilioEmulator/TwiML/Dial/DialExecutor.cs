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
    DialBridge bridge,
    CallerIds callerIds,
    CallLifecycle lifecycle,
    DialRecorder recorder,
    TwimlFetcher fetcher,
    TwimlProblemLog problems,
    EmulatorAddress address,
    EventLog events
)
{
    public async Task<VerbOutcome> ExecuteAsync(DialVerb verb, CallSession session, CallExecutor runner)
    {
        // Twilio's rule for the TwiML of a called party: it may not call further people.
        if (session.IsWhispering)
        {
            problems.Error(session, 13201, "Dial: Cannot Dial out from a Dial Call Segment");
            return new VerbOutcome.HangUp(CallStatus.Completed);
        }
        foreach (var noun in verb.OtherNouns)
            events.Add("twiml.not-executed", session.Call.Sid, data: Describe(noun));
        if (!verb.AnswerOnBridge)
            session.Answer();
        return await FinishAsync(verb, session, await DialAsync(verb, session, runner));
    }

    private async Task<DialResult> DialAsync(DialVerb verb, CallSession session, CallExecutor runner)
    {
        if (!callerIds.Allow(verb, session))
            return DialResult.Unanswered([], []);
        var take = recorder.Begin(verb, session, isRinging: true);
        var all = new List<DialLeg>();
        try
        {
            foreach (var group in GroupsOf(verb))
            {
                var legs = dialLegs.Ring(verb, session, group);
                all.AddRange(legs);
                if (await AwaitAnswerAsync(verb, session, legs) is { } answered)
                    return await bridge.ConnectAsync(verb, session, answered, take, runner);
                if (session.IsInterrupted)
                    break;
            }
            recorder.End(take, session, hasTalked: false);
            return DialResult.Unanswered(all, verb.OtherNouns);
        }
        finally
        {
            dialLegs.Release(all);
        }
    }

    /// <summary>The phones that ring together.</summary>
    private static IEnumerable<IReadOnlyList<DialNumber>> GroupsOf(DialVerb verb) =>
        verb.Sequential ? verb.Numbers.Chunk(1) : [verb.Numbers];

    /// <summary>The leg that is answered, all others having ended; null when none is.</summary>
    private async Task<DialLeg?> AwaitAnswerAsync(DialVerb verb, CallSession session, IReadOnlyList<DialLeg> legs)
    {
        await session.WaitUntilAsync(
            () => session.IsInterrupted || legs.All(leg => leg.Call.IsEnded) || legs.Any(leg => leg.Call.IsAnswered),
            TimeSpan.FromSeconds(verb.TimeoutSeconds)
        );
        var answered = session.IsInterrupted
            ? null
            : legs.Where(leg => leg.Call.IsAnswered).MinBy(leg => leg.Call.AnswerTime);
        var stillRinging = answered is null && !session.IsInterrupted ? CallStatus.NoAnswer : CallStatus.Canceled;
        foreach (var leg in legs.Where(leg => leg != answered))
            lifecycle.End(leg.Call, leg.Call.IsAnswered ? CallStatus.Completed : stillRinging);
        return answered;
    }

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
