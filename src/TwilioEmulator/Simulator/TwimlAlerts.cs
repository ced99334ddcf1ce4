using TwilioEmulator.Events;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Turns each problem with TwiML into an alert, wherever it was found.</summary>
internal sealed class TwimlAlerts(AlertLog alerts, LastExchanges exchanges)
{
    public void Read(EmulatorEvent each)
    {
        // Failures of HTTP (11xxx) have their alert already, from where the request was made.
        if (each.Kind != "twiml.error" || each.Data["code"] is not int code || code / 1000 == 11)
            return;
        var sid = each.CallSid ?? each.MessageSid;
        var level = each.Data["level"] as string ?? "error";
        alerts.Add(code, level, $"{each.Data["message"]}", sid, sid is null ? null : exchanges.Of(sid));
    }
}
