using TwilioEmulator.Clock;
using TwilioEmulator.Phones;
using TwilioEmulator.Simulator.MachineDetection;
using TwilioEmulator.Simulator.Scripts;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Puts calls on the line: those that come in to a number, and those that the API makes.</summary>
internal sealed class CallStarter(
    CallLifecycle lifecycle,
    CallExecutor executor,
    PhoneRinger phones,
    PhoneBook book,
    MachineDetector detector,
    SessionBook sessions,
    InboundRouting routing,
    SidGenerator sids,
    VirtualClock clock,
    ActivityTracker activities
)
{
    /// <summary>Twilio lets no incoming call last longer.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromHours(4);

    /// <summary>A virtual person calls a number of the account. The person may hang up after some virtual time.</summary>
    public Call Receive(IncomingPhoneNumber number, string from, VirtualCaller caller, TimeSpan? hangUpAfter)
    {
        var call = new Call
        {
            Sid = sids.Next("CA"),
            AccountSid = number.AccountSid,
            From = from,
            To = number.PhoneNumber,
            Direction = CallDirection.Inbound,
            DateCreated = clock.GetUtcNow(),
            PhoneNumberSid = number.Sid,
            StatusCallback = routing.StatusCallbackOf(number),
        };
        var handler = routing.VoiceHandlerOf(number);
        var session = new CallSession(call, lifecycle, clock, activities)
        {
            Caller = caller,
            Script = new CallScript(caller.Script),
            Fallback = handler.Fallback,
        };
        Begin(session);
        lifecycle.Ring(call);
        if (hangUpAfter is { } delay)
            session.After(delay, () => lifecycle.HangUp(call));
        session.Script.Begin(session);
        session.After(LongestCall, () => lifecycle.HangUp(call));
        var first = new DocumentRequest(WebhookPurpose.Voice, handler.Url, handler.Method);
        activities.Start(() => executor.RunAsync(session, first));
        return call;
    }

    /// <summary>The API calls a phone and executes TwiML when it is answered.</summary>
    public void Dial(Call call, OutboundCall wish)
    {
        var session = new CallSession(call, lifecycle, clock, activities)
        {
            Fallback = wish.Fallback,
            Script = new CallScript(book.Get(call.To).Script),
        };
        Begin(session);
        activities.Start(() => RingThenRunAsync(session, wish));
    }

    private void Begin(CallSession session)
    {
        session.Call.Changed = session.NoteChange;
        lifecycle.Add(session.Call);
        sessions.Add(session);
    }

    private async Task RingThenRunAsync(CallSession session, OutboundCall wish)
    {
        var call = session.Call;
        if (!call.IsEnded)
            phones.Ring(call);
        session.Script.Begin(session);
        await session.WaitUntilAsync(() => call.IsAnswered || call.IsEnded, wish.Timeout);
        if (call.IsAnswered)
            session.After(wish.TimeLimit, () => lifecycle.End(call, CallStatus.Completed));
        if (call.IsAnswered && wish.Detection is { } detection)
            await FindOutWhoAnsweredAsync(session, detection);
        if (call is { IsAnswered: true, IsEnded: false })
        {
            await executor.RunAsync(session, session.TakeRedirect() ?? wish.First);
            return;
        }
        lifecycle.End(call, CallStatus.NoAnswer);
        sessions.Remove(session);
    }

    private Task FindOutWhoAnsweredAsync(CallSession session, DetectionWish wish)
    {
        if (!wish.IsAsync)
            return detector.DetectAsync(session, wish);
        detector.Begin(session, wish, null);
        return Task.CompletedTask;
    }
}
