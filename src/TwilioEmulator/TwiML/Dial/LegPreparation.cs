using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.MachineDetection;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// What happens on a leg between its answer and the connection: its keys are sent, then its own TwiML runs while the
/// caller goes on hearing the ringing. If that TwiML hangs up or cannot be had, the two are never connected.
/// Machine detection runs beside all this and delays nothing.
/// </summary>
internal sealed class LegPreparation(
    MachineDetector detector,
    ActivityTracker activities,
    TwimlProblemLog problems,
    EventLog events
)
{
    private static readonly TimeSpan OneKey = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan OneWait = TimeSpan.FromSeconds(0.5);

    public void Begin(DialLeg leg, CallSession caller, CallExecutor runner)
    {
        if (leg.Noun.Detection is { } wish)
            detector.Begin(leg.Session, wish, caller.Document);
        if (leg.Noun.Url is null && leg.Noun.SendDigits.Length == 0)
            leg.IsReady = true;
        else
            activities.Start(() => RunAsync(leg, caller, runner));
    }

    private async Task RunAsync(DialLeg leg, CallSession caller, CallExecutor runner)
    {
        await SendDigitsAsync(leg, caller);
        if (leg.Noun.Url is { } url)
        {
            var address = caller.Document?.Resolve(url) ?? url;
            var request = new DocumentRequest(WebhookPurpose.Whisper, address, leg.Noun.UrlMethod);
            if (!await runner.WhisperAsync(leg.Session, request))
                leg.Session.HangUp();
        }
        leg.IsReady = true;
        caller.Wake();
    }

    private async Task SendDigitsAsync(DialLeg leg, CallSession caller)
    {
        var digits = leg.Noun.SendDigits;
        if (digits.Any(key => !"0123456789*#wW".Contains(key)))
        {
            problems.Warn(caller, 13222, "Dial->Number: Invalid sendDigits value");
            return;
        }
        if (digits.Length == 0)
            return;
        var waits = digits.Count(key => key is 'w' or 'W');
        await leg.Session.ElapseAsync(OneWait * waits + OneKey * (digits.Length - waits));
        events.Add("digits.sent", leg.Call.Sid, data: new Dictionary<string, object?> { ["digits"] = digits });
    }
}
