using TwilioEmulator.Clock;
using TwilioEmulator.Phones;
using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Scripts;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>Makes the child calls of a Dial and rings their phones.</summary>
internal sealed class DialLegs(
    CallLifecycle lifecycle,
    PhoneRinger phones,
    PhoneBook book,
    SessionBook sessions,
    SidGenerator sids,
    VirtualClock clock,
    ActivityTracker activities,
    TwimlProblemLog problems
)
{
    public IReadOnlyList<DialLeg> Ring(DialVerb verb, CallSession session, IEnumerable<DialNumber> numbers)
    {
        var legs = new List<DialLeg>();
        foreach (var number in numbers)
        {
            if (E164.TryNormalise(number.Number, out var to))
                legs.Add(Create(verb, session, number, to));
            else
                problems.Error(session, 13223, $"Dial: Invalid phone number format: {number.Number}");
        }
        foreach (var leg in legs)
        {
            lifecycle.Add(leg.Call);
            sessions.Add(leg.Session);
        }
        foreach (var leg in legs)
        {
            phones.Ring(leg.Call);
            leg.Session.Script.Begin(leg.Session);
        }
        return legs;
    }

    /// <summary>Lets go of the legs: what still runs on them ends, unless the API has sent them elsewhere.</summary>
    public void Release(IEnumerable<DialLeg> legs)
    {
        foreach (var leg in legs.Where(leg => !leg.IsGone))
            sessions.Remove(leg.Session);
    }

    private DialLeg Create(DialVerb verb, CallSession session, DialNumber number, string to)
    {
        var call = CallOf(verb, session, number, to);
        var person = new CallSession(call, lifecycle, clock, activities)
        {
            Script = new CallScript(book.Get(to).Script),
        };
        call.Changed = () =>
        {
            person.NoteChange();
            session.Wake();
        };
        return new DialLeg(number, person);
    }

    private Call CallOf(DialVerb verb, CallSession session, DialNumber number, string to) =>
        new()
        {
            Sid = sids.Next("CA"),
            From = E164.TryNormalise(verb.CallerId, out var callerId) ? callerId : session.Call.From,
            To = to,
            Direction = CallDirection.OutboundDial,
            DateCreated = clock.GetUtcNow(),
            Parent = session.Call,
            StatusCallback = number.StatusCallback is { } callback
                ? callback with
                {
                    Url = session.Document?.Resolve(callback.Url) ?? callback.Url,
                }
                : null,
        };
}
