using System.Globalization;
using TwilioServer.Journal;
using TwilioServer.TwiML;
using TwilioServer.Webhooks;

namespace TwilioServer.Messages;

/// <summary>The webhooks of messages: https://www.twilio.com/docs/messaging/guides/webhook-request.</summary>
public static class MessageWebhooks
{
    /// <summary>Twilio's: https://www.twilio.com/docs/messaging/api/message-resource.</summary>
    private const int MostMedia = 10;

    public static IReadOnlyList<WebhookRoute> Routes { get; } =
    [
        new(
            "sms",
            ["/webhooks/sms", "/webhooks/sms/fallback", "/webhooks/twilio/sms", "/webhooks/twilio/sms-inbound"],
            ReadMessage,
            AnswersTwiML: true,
            MessagingResponse.Empty
        ),
        new("sms-status", ["/webhooks/sms/status", "/webhooks/twilio/sms-status"], ReadStatus, AnswersTwiML: false),
    ];

    private static WebhookEvent? ReadMessage(WebhookRequest request)
    {
        if (
            request.Text("MessageSid") is not { } sid
            || request.Text("From") is not { } from
            || request.Text("To") is not { } to
        )
            return null;
        var received = new MessageReceived(sid, from, to, request.Text("Body") ?? "") { MediaUrls = Media(request) };
        return new WebhookEvent(
            received.Type,
            StreamKind.Message,
            sid,
            received,
            BusinessNumber: to,
            ContactNumber: from,
            UnknownNumberReply: MessagingResponse.Empty
        );
    }

    private static List<string>? Media(WebhookRequest request)
    {
        var count = Math.Min(request.Number("NumMedia") ?? 0, MostMedia);
        var urls = Enumerable
            .Range(0, Math.Max(count, 0))
            .Select(i => request.Text(string.Create(CultureInfo.InvariantCulture, $"MediaUrl{i}")))
            .OfType<string>()
            .ToList();
        return urls.Count > 0 ? urls : null;
    }

    /// <summary>The intent in the URL finds the message even when the answer to its POST was lost, with the SID it should have had.</summary>
    private static WebhookEvent? ReadStatus(WebhookRequest request)
    {
        if (request.Text("MessageSid") is not { } sid || request.Text("MessageStatus") is not { } status)
            return null;
        var reported = new DeliveryReported(sid, status, request.Number("ErrorCode"));
        var key = Guid.TryParseExact(request.FromUrl("i"), "N", out var intentId) ? MessageState.KeyOf(intentId) : sid;
        return new WebhookEvent(reported.Type, StreamKind.Message, key, reported, BusinessNumber: null);
    }
}
