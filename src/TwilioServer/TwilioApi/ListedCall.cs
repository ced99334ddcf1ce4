using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>A call as Twilio lists it: https://www.twilio.com/docs/voice/api/call-resource.</summary>
/// <param name="ParentCallSid">The call whose <c>&lt;Dial&gt;</c> made this leg; null for a call of its own.</param>
/// <param name="DurationSeconds">Null where nobody answered.</param>
/// <param name="EndedAt">Meaningful once the status is a last one.</param>
public sealed record ListedCall(
    string CallSid,
    string? ParentCallSid,
    string From,
    string To,
    string Direction,
    string Status,
    int? DurationSeconds,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt
)
{
    /// <returns>Null when it lacks what every call has.</returns>
    public static ListedCall? Read(JsonElement call)
    {
        if (
            call.Text("sid") is not { } sid
            || call.Text("status") is not { } status
            || (call.Date("start_time") ?? call.Date("date_created")) is not { } startedAt
        )
            return null;
        // Twilio leaves the end of a call open that nobody answered; it was not touched after that.
        var endedAt = call.Date("end_time") ?? call.Date("date_updated") ?? startedAt;
        return new ListedCall(
            sid,
            call.Text("parent_call_sid"),
            call.Text("from") ?? "",
            call.Text("to") ?? "",
            call.Text("direction") ?? "",
            status,
            call.Number("duration"),
            startedAt,
            endedAt
        );
    }
}
