using System.Text.Json;
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

    /// <exception cref="JsonException">It is not such an outcome.</exception>
    public static SendSettled Read(JsonElement json) => new(json.GetProperty("attempt").GetInt32(), Outcome(json));

    private static SendOutcome Outcome(JsonElement json) =>
        Text(json, "outcome") switch
        {
            "accepted" => new SendOutcome.Accepted(Text(json, "messageSid"), Text(json, "twilioStatus")),
            "refused" => new SendOutcome.Refused(Code(json), Text(json, "message")),
            "not-sent" => new SendOutcome.NotSent(Text(json, "reason")),
            "unknown" => new SendOutcome.Unknown(Text(json, "reason")),
            var word => throw new JsonException($"A send has no outcome {word}."),
        };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static int? Code(JsonElement json) =>
        json.GetProperty("code") is { ValueKind: JsonValueKind.Number } code ? code.GetInt32() : null;
}
