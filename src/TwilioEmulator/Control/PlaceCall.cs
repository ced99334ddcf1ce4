using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Scripts;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

/// <summary>POST /control/calls: a virtual person calls one of the account's numbers.</summary>
internal static class PlaceCall
{
    private const string Example =
        """{"from":"+14155550100","to":"+15125550199","hangUpAfterSeconds":20,"voicemail":{"speakSeconds":4,"thenHangUp":true},"dialActionOnCallerHangUp":true,"script":[{"on":"Gather","press":"1","afterSeconds":2},{"on":"Record","speakSeconds":4,"text":"Please call back"},{"hangUpAfterSeconds":9}]}""";

    public static async Task<IResult> HandleAsync(HttpRequest request, EmulatorStore store, CallStarter starter)
    {
        var wish = await ControlJson.ReadAsync<CallWish>(request, Example);
        var to = ControlApi.Number(wish.To, "to");
        var from = wish.From == "anonymous" ? wish.From : ControlApi.Number(wish.From, "from");
        if (wish.HangUpAfterSeconds is < 0 or > 1e6 || wish.Voicemail is { SpeakSeconds: < 0 or > 1e6 })
            throw new ControlException(400, "Seconds must be from 0 to 1000000.");
        if (wish.Script?.Select(step => step.Problem).FirstOrDefault(each => each is not null) is { } problem)
            throw new ControlException(400, problem);
        if (!store.Numbers.TryGet(to, out var number))
            throw new ControlException(404, $"The account does not own {to}. First PUT /control/numbers/{to}.");
        var caller = new VirtualCaller
        {
            Voicemail = wish.Voicemail,
            Script = wish.Script ?? [],
            DialActionOnCallerHangUp = wish.DialActionOnCallerHangUp,
        };
        var hangUpAfter = wish.HangUpAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var call = starter.Receive(number, from, caller, hangUpAfter);
        return ControlJson.Created(new { callSid = call.Sid });
    }

    private sealed record CallWish(
        string? From,
        string? To,
        double? HangUpAfterSeconds,
        Voicemail? Voicemail,
        IReadOnlyList<ScriptStep>? Script,
        bool DialActionOnCallerHangUp = true
    );
}
