using TwilioEmulator.Events;

namespace TwilioEmulator.Webhooks;

/// <summary>Each attempt at a webhook as an event.</summary>
internal sealed class WebhookLog(EventLog events)
{
    public void Add(Webhook webhook, WebhookResult result, string? signature, int attempt, string? edge) =>
        events.Add(
            "webhook",
            webhook.CallSid,
            webhook.MessageSid,
            new Dictionary<string, object?>
            {
                ["purpose"] = webhook.Purpose,
                ["url"] = webhook.Url,
                ["method"] = webhook.Method,
                ["parameters"] = webhook.Parameters.Select(pair => new[] { pair.Key, pair.Value }).ToArray(),
                ["json"] = webhook.Json,
                ["signature"] = signature,
                ["responseStatus"] = result.Status,
                ["responseContentType"] = result.ContentType,
                ["responseBody"] = result.Body,
                ["durationMs"] = result.DurationMs,
                ["errorCode"] = result.HttpErrorCode,
                ["error"] = result.Error,
                ["attempt"] = attempt,
                ["edge"] = edge,
            }
        );
}
