using System.Text.Json.Nodes;

namespace TwilioServer.Messages;

/// <summary>The outcome of a POST as the event keeps it.</summary>
internal static class SendSettledJson
{
    public static string Write(SendSettled settled)
    {
        var json = new JsonObject { ["attempt"] = settled.Attempt, ["outcome"] = settled.Outcome.Word };
        switch (settled.Outcome)
        {
            case SendOutcome.Accepted accepted:
                json["messageSid"] = accepted.MessageSid;
                json["twilioStatus"] = accepted.TwilioStatus;
                break;
            case SendOutcome.Refused refused:
                json["code"] = refused.Code;
                json["message"] = refused.Message;
                break;
            case SendOutcome.NotSent notSent:
                json["reason"] = notSent.Reason;
                break;
            case SendOutcome.Unknown unknown:
                json["reason"] = unknown.Reason;
                break;
        }
        return json.ToJsonString();
    }
}
