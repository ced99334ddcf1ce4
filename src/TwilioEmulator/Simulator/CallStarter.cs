using TwilioEmulator.Clock;
using TwilioEmulator.Phones;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Puts calls on the line: those that come in to a number, and those that the API makes.</summary>
internal sealed class CallStarter(
    CallLifecycle lifecycle,
    CallExecutor executor,
    PhoneRinger phones,
    SessionBook sessions,
    InboundRouting routing,
    SidGenerator sids,
    VirtualClock clock,
    ActivityTracker activities
)
{
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
            Fallback = handler.Fallback,
        };
        Begin(session);
        lifecycle.Ring(call);
        if (hangUpAfter is { } delay)
            session.After(delay, () => lifecycle.HangUp(call));
        var first = new DocumentRequest(WebhookPurpose.Voice, handler.Url, handler.Method);
        activities.Start(() => executor.RunAsync(session, first));
        return call;
    }

    /// <summary>The API calls a phone and executes TwiML when it is answered.</summary>
    public void Dial(Call call, OutboundCall wish)
    {
        var session = new CallSession(call, lifecycle, clock, activities) { Fallback = wish.Fallback };
        Begin(session);
        activities.Start(() => RingThenRunAsync(session, wish));
    }

    private void Begin(CallSession session)
    {
        session.Call.Changed = session.Wake;
        lifecycle.Add(session.Call);
        sessions.Add(session);
    }

    private async Task RingThenRunAsync(CallSession session, OutboundCall wish)
    {
        var call = session.Call;
        if (!call.IsEnded)
            phones.Ring(call);
        await session.WaitUntilAsync(() => call.IsAnswered || call.IsEnded, wish.Timeout);
        if (!call.IsAnswered)
        {
            lifecycle.End(call, CallStatus.NoAnswer);
            sessions.Remove(session);
            return;
        }
        session.After(wish.TimeLimit, () => lifecycle.End(call, CallStatus.Completed));
        await executor.RunAsync(session, session.TakeRedirect() ?? wish.First);
    }
}
