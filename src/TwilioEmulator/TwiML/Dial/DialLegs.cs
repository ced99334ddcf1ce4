using TwilioEmulator.Events;
using TwilioEmulator.Phones;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>Makes the child calls of a Dial and rings their phones.</summary>
internal sealed class DialLegs(
    CallLifecycle lifecycle,
    PhoneRinger phones,
    SidGenerator sids,
    TimeProvider clock,
    EventLog events
)
{
    public IReadOnlyList<Call> Ring(DialVerb verb, CallSession session)
    {
        var legs = new List<Call>();
        foreach (var number in verb.Numbers)
        {
            if (E164.TryNormalise(number.Number, out var to))
                legs.Add(Create(verb, session, number, to));
            else
                LogInvalid(session, number);
        }
        legs.ForEach(lifecycle.Add);
        legs.ForEach(phones.Ring);
        return legs;
    }

    private Call Create(DialVerb verb, CallSession session, DialNumber number, string to) =>
        new()
        {
            Sid = sids.Next("CA"),
            From = verb.CallerId ?? session.Call.From,
            To = to,
            Direction = CallDirection.OutboundDial,
            DateCreated = clock.GetUtcNow(),
            Parent = session.Call,
            Changed = session.Wake,
            StatusCallback = number.StatusCallback is { } callback
                ? callback with
                {
                    Url = session.Document?.Resolve(callback.Url) ?? callback.Url,
                }
                : null,
        };

    private void LogInvalid(CallSession session, DialNumber number)
    {
        var data = new Dictionary<string, object?>
        {
            ["code"] = 13223,
            ["message"] = $"Dial: Invalid phone number format: {number.Number}",
            ["level"] = "error",
            ["url"] = session.Document?.Url,
        };
        events.Add("twiml.error", session.Call.Sid, data: data);
    }
}
