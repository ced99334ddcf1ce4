using TwilioEmulator.Phones;
using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Speech;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

internal static class CallControlRoutes
{
    public static void MapCallControl(this RouteGroupBuilder control)
    {
        control.MapPost("/calls", PlaceCall.HandleAsync);
        control.MapGet("/calls", List);
        control.MapGet("/calls/{sid}", Show);
        control.MapPost("/calls/{sid}/speak", SpeakAsync);
        control.MapPost("/calls/{sid}/press", PressAsync);
        control.MapPost("/calls/{sid}/hang-up", HangUp);
        control.MapPost("/calls/{sid}/answer", Answer);
        control.MapPost("/calls/{sid}/decline", Decline);
    }

    private static IResult List(EmulatorStore store)
    {
        var calls = store.Calls.NewestFirst();
        var children = calls.ToLookup(call => call.Parent);
        return ControlJson.Ok(new { calls = calls.Select(call => CallView.Of(call, children)) });
    }

    private static IResult Show(string sid, EmulatorStore store) =>
        ControlJson.Ok(CallView.Of(Find(sid, store), store.Calls.NewestFirst().ToLookup(call => call.Parent)));

    private static async Task<IResult> SpeakAsync(
        HttpRequest request,
        string sid,
        EmulatorStore store,
        SessionBook sessions
    )
    {
        var wish = await ControlJson.ReadAsync<SpeakWish>(request, """{"seconds":4,"text":"Hello","confidence":0.9}""");
        if (wish.Seconds is not (> 0 and <= 86_400))
            throw new ControlException(400, "seconds must be above 0 and at most a day.");
        if (wish.Confidence is not (>= 0 and <= 1))
            throw new ControlException(400, "confidence must be from 0 to 1.");
        var session = SessionOf(sid, store, sessions);
        session.Speak(TimeSpan.FromSeconds(wish.Seconds), wish.Text, wish.Confidence);
        return Show(sid, store);
    }

    private static async Task<IResult> PressAsync(
        HttpRequest request,
        string sid,
        EmulatorStore store,
        SessionBook sessions
    )
    {
        var wish = await ControlJson.ReadAsync<PressWish>(request, """{"digits":"#"}""");
        if (wish.Digits is not { Length: > 0 } digits || digits.Any(key => !"0123456789*#".Contains(key)))
            throw new ControlException(400, "digits must be keys of a phone: 0 to 9, * and #.");
        SessionOf(sid, store, sessions).Press(digits);
        return Show(sid, store);
    }

    private static IResult HangUp(string sid, EmulatorStore store, CallLifecycle lifecycle)
    {
        var call = Find(sid, store);
        if (call.IsEnded)
            throw new ControlException(409, $"The call has already ended: {call.Status}.");
        lifecycle.HangUp(call);
        return Show(sid, store);
    }

    private static IResult Answer(string sid, EmulatorStore store, PhoneRinger phones)
    {
        phones.Answer(RingingLeg(sid, store));
        return Show(sid, store);
    }

    private static IResult Decline(string sid, EmulatorStore store, CallLifecycle lifecycle)
    {
        lifecycle.End(RingingLeg(sid, store), CallStatus.Busy);
        return Show(sid, store);
    }

    private static Call Find(string sid, EmulatorStore store) =>
        store.Calls.TryGet(sid, out var call)
            ? call
            : throw new ControlException(404, $"There is no call {sid}. GET /control/calls lists them.");

    private static CallSession SessionOf(string sid, EmulatorStore store, SessionBook sessions) =>
        sessions.TryGet(Find(sid, store).Sid, out var session)
            ? session
            : throw new ControlException(
                409,
                "Only a call that is going on and has TwiML can do this; use the caller's leg."
            );

    private static Call RingingLeg(string sid, EmulatorStore store) =>
        Find(sid, store) is { Status: CallStatus.Ringing, Direction: not CallDirection.Inbound } leg
            ? leg
            : throw new ControlException(409, "Only an outbound leg that is ringing can be answered or declined.");

    private sealed record SpeakWish(
        double Seconds = 0,
        string? Text = null,
        double Confidence = Utterance.UsualConfidence
    );

    private sealed record PressWish(string? Digits);
}
