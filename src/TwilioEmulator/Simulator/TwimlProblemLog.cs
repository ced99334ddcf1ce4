using TwilioEmulator.Events;

namespace TwilioEmulator.Simulator;

/// <summary>Writes what is wrong with a call's TwiML, under Twilio's codes; whether the call goes on is the writer's business.</summary>
internal sealed class TwimlProblemLog(EventLog events)
{
    public void Error(CallSession session, int code, string message) =>
        Add(session, code, message, "error", session.Document?.Url);

    public void Warn(CallSession session, int code, string message) =>
        Add(session, code, message, "warning", session.Document?.Url);

    public void Add(CallSession session, int code, string message, string level, string? url) =>
        events.Add(
            "twiml.error",
            session.Call.Sid,
            data: new Dictionary<string, object?>
            {
                ["code"] = code,
                ["message"] = message,
                ["level"] = level,
                ["url"] = url,
            }
        );
}
