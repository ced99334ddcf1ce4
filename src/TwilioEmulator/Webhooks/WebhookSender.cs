using TwilioEmulator.Events;
using TwilioEmulator.Store;

namespace TwilioEmulator.Webhooks;

/// <summary>
/// Sends webhooks as Twilio's proxy does: signed, 15 s in all, one retry when no connection could be made
/// (and for nothing else), redirects followed up to ten times.
/// </summary>
internal sealed class WebhookSender(WebhookClient client, AccountBook accounts, SidGenerator sids, EventLog events)
{
    private const int MaxRedirects = 10;
    private const int MaxAttempts = 2;

    public async Task<WebhookResult> SendAsync(Webhook webhook)
    {
        var token = sids.NextUuid();
        for (var redirects = 0; ; redirects++)
        {
            var result = await SendWithRetryAsync(webhook, token);
            if (
                result.Status is not (301 or 302 or 303 or 307 or 308)
                || WebhookClient.RedirectOf(result) is not { } target
            )
                return result;
            if (redirects == MaxRedirects)
                return result with { ErrorCode = 11215, Error = "Too many HTTP redirects" };
            webhook = result.Status is 307 or 308
                ? webhook with
                {
                    Url = target,
                }
                : webhook with
                {
                    Url = target,
                    Method = "GET",
                    Parameters = [],
                };
        }
    }

    private async Task<WebhookResult> SendWithRetryAsync(Webhook webhook, string token)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (result, connected) = await SendOnceAsync(webhook, token, attempt);
            if (connected || attempt == MaxAttempts)
                return result;
        }
    }

    private async Task<(WebhookResult Result, bool Connected)> SendOnceAsync(Webhook webhook, string token, int attempt)
    {
        var started = TimeProvider.System.GetTimestamp();
        if (WebhookUrl.Parse(webhook.Url) is not { } url)
        {
            var invalid = new WebhookResult(null, webhook.Url, null, "", 11100, "Invalid URL format", 0);
            Log(webhook, invalid, null, attempt);
            return (invalid, true);
        }
        var isGet = webhook.Method == "GET";
        var target = isGet ? url.WithQuery(WebhookClient.Encode(webhook.Parameters)) : url;
        var signature = WebhookSigner.Sign(
            accounts.SigningToken(AccountSidOf(webhook)),
            target.Signed(webhook.IsVoice),
            isGet ? [] : webhook.Parameters
        );
        using var request = WebhookClient.Request(webhook, target, signature, token);
        var (answer, connected) = await client.SendAsync(request);
        var result = answer with
        {
            Url = webhook.Url,
            DurationMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds,
        };
        Log(webhook, result, signature, attempt);
        return (result, connected);
    }

    /// <summary>An account's webhooks are signed with its own primary token.</summary>
    private static string? AccountSidOf(Webhook webhook) =>
        webhook.Parameters.FirstOrDefault(parameter => parameter.Key == "AccountSid").Value;

    private void Log(Webhook webhook, WebhookResult result, string? signature, int attempt) =>
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
                ["signature"] = signature,
                ["responseStatus"] = result.Status,
                ["responseContentType"] = result.ContentType,
                ["responseBody"] = result.Body,
                ["durationMs"] = result.DurationMs,
                ["error"] = result.Error,
                ["attempt"] = attempt,
            }
        );
}
