using TwilioEmulator.Store;

namespace TwilioEmulator.Webhooks;

/// <summary>
/// Sends webhooks as Twilio's proxy does: signed, 15 s in all, tried again as the URL's fragment says (by default
/// once, when no connection could be made), redirects followed up to ten times. What failed becomes an alert.
/// </summary>
internal sealed class WebhookSender(
    WebhookClient client,
    AccountBook accounts,
    EmulatorOptions options,
    SidGenerator sids,
    CookieJars cookies,
    LastExchanges exchanges,
    AlertLog alerts,
    WebhookLog log
)
{
    private const int MaxRedirects = 10;

    /// <summary>The token that tells an application that two requests are one webhook.</summary>
    public string NextToken() => sids.NextUuid();

    public Task<WebhookResult> SendAsync(Webhook webhook) => SendAsync(webhook, NextToken());

    public async Task<WebhookResult> SendAsync(Webhook webhook, string token)
    {
        var overrides = ConnectionOverrides.Of(webhook.Url);
        var times = new WebhookTimes(
            Ms(overrides.ConnectTimeoutMs),
            Ms(overrides.ReadTimeoutMs),
            Ms(overrides.TotalTimeoutMs)
        );
        using var total = new CancellationTokenSource(times.Total);
        var exchange = await FollowAsync(new Delivery(webhook, token, overrides, times, total.Token));
        exchanges.Remember(exchange);
        var result = exchange.Result;
        if (result.HttpErrorCode is { } code)
            alerts.Add(
                code,
                "error",
                result.Error ?? $"Got HTTP {result.Status} response",
                webhook.CallSid ?? webhook.MessageSid,
                exchange
            );
        return result;

        TimeSpan Ms(int? set) => set is { } ms ? TimeSpan.FromMilliseconds(ms) : options.WebhookTimeout;
    }

    private async Task<WebhookExchange> FollowAsync(Delivery delivery)
    {
        for (var redirects = 0; ; redirects++)
        {
            var exchange = await TryAsync(delivery);
            var result = exchange.Result;
            if (result.Status is not (301 or 302 or 303 or 307 or 308))
                return exchange;
            if (WebhookClient.RedirectOf(result) is not { } target)
                return exchange with { Result = result with { ErrorCode = 11216, Error = "HTTP invalid redirect" } };
            if (redirects == MaxRedirects)
                return exchange with { Result = result with { ErrorCode = 11215, Error = "Too many HTTP redirects" } };
            delivery = delivery with { Webhook = Redirected(delivery.Webhook, target, result.Status.Value) };
        }
    }

    /// <summary>307 and 308 repeat the request elsewhere; the others ask there with a bare GET.</summary>
    private static Webhook Redirected(Webhook webhook, string target, int status) =>
        status is 307 or 308
            ? webhook with
            {
                Url = target,
            }
            : webhook with
            {
                Url = target,
                Method = "GET",
                Parameters = [],
                Json = null,
            };

    private async Task<WebhookExchange> TryAsync(Delivery delivery)
    {
        for (var attempt = 1; ; attempt++)
        {
            var exchange = await SendOnceAsync(delivery, attempt);
            if (attempt > delivery.Overrides.RetryCount || !delivery.Overrides.Retries(exchange.Result))
                return exchange;
            if (delivery.Total.IsCancellationRequested)
                return exchange;
        }
    }

    private async Task<WebhookExchange> SendOnceAsync(Delivery delivery, int attempt)
    {
        var (webhook, token, overrides, times, total) = delivery;
        var started = TimeProvider.System.GetTimestamp();
        if (overrides.ErrorCode is { } refused)
            return Unsent(webhook, refused, "The connection overrides of the URL are invalid", attempt);
        if (WebhookUrl.Parse(webhook.Url) is not { } url)
            return Unsent(webhook, 11100, "Invalid URL format", attempt);
        var target = url.WithQuery(webhook.ExtraQuery);
        var signature = WebhookSigner.Sign(
            accounts.SigningToken(AccountSidOf(webhook)),
            target.Signed(webhook.IsVoice),
            webhook.SignedParameters
        );
        var cookie = cookies.HeaderFor(webhook, target.ToUri());
        using var request = WebhookClient.Request(webhook, target, signature, token, cookie);
        request.Options.Set(WebhookConnector.ConnectTimeout, times.Connect);
        var answer = await client.SendAsync(request, times, total);
        cookies.Keep(webhook, target.ToUri(), answer.Cookies);
        var result = answer with
        {
            Url = webhook.Url,
            DurationMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds,
        };
        if (webhook.IgnoresAnswer && result.ErrorCode == 11750)
            result = result with { ErrorCode = null, Error = null };
        log.Add(webhook, result, signature, attempt, overrides.EdgeOf(attempt));
        return new WebhookExchange(webhook, target.Sent, WebhookForm.Encode(request.Headers), result);
    }

    /// <summary>An account's webhooks are signed with its own primary token.</summary>
    private static string? AccountSidOf(Webhook webhook) =>
        webhook.Parameters.FirstOrDefault(parameter => parameter.Key == "AccountSid").Value;

    private WebhookExchange Unsent(Webhook webhook, int code, string why, int attempt)
    {
        var result = WebhookResult.Failed(code, why, WebhookFailure.None) with { Url = webhook.Url };
        log.Add(webhook, result, null, attempt, null);
        return new WebhookExchange(webhook, webhook.Url, "", result);
    }

    /// <summary>One webhook on its way: its token and its times stay the same over retries and redirects.</summary>
    private sealed record Delivery(
        Webhook Webhook,
        string Token,
        ConnectionOverrides Overrides,
        WebhookTimes Times,
        CancellationToken Total
    );
}
