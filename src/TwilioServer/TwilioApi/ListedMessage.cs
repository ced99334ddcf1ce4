using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>A message as Twilio lists it: https://www.twilio.com/docs/messaging/api/message-resource.</summary>
/// <param name="Direction"><c>inbound</c>, or one of several words that begin with <c>outbound</c>.</param>
/// <param name="NumMedia">How many files came with it.</param>
/// <param name="SentAt">When it was received, or handed to the carrier; when it was made, before that.</param>
public sealed record ListedMessage(
    string MessageSid,
    string Direction,
    string From,
    string To,
    string Body,
    string Status,
    int? ErrorCode,
    int NumMedia,
    DateTimeOffset SentAt
)
{
    /// <returns>Null when it lacks what every message has.</returns>
    public static ListedMessage? Read(JsonElement message) =>
        message.Text("sid") is { } sid
        && message.Text("status") is { } status
        && (message.Date("date_sent") ?? message.Date("date_created")) is { } sentAt
            ? new ListedMessage(
                sid,
                message.Text("direction") ?? "",
                message.Text("from") ?? "",
                message.Text("to") ?? "",
                message.Text("body") ?? "",
                status,
                message.Number("error_code"),
                message.Number("num_media") ?? 0,
                sentAt
            )
            : null;
}
