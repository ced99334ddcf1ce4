using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>A recording as Twilio lists it: https://www.twilio.com/docs/voice/api/recording.</summary>
/// <param name="CallSid">Null for a recording of a conference.</param>
public sealed record ListedRecording(
    string RecordingSid,
    string? CallSid,
    string Status,
    int? DurationSeconds,
    int? Channels,
    string? Url
)
{
    /// <returns>Null when it lacks what every recording has.</returns>
    public static ListedRecording? Read(JsonElement recording) =>
        recording.Text("sid") is { } sid && recording.Text("status") is { } status
            ? new ListedRecording(
                sid,
                recording.Text("call_sid"),
                status,
                recording.Number("duration"),
                recording.Number("channels"),
                recording.Text("media_url")
            )
            : null;
}
