using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>The HTTP of webhooks. Its timeouts are real: the application under test lives in real time.</summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>Twilio reads at most 64 kB of TwiML.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private readonly HttpClient http = WebhookConnector.CreateClient();

    public static HttpRequestMessage Request(
        Webhook webhook,
        WebhookUrl target,
        string signature,
        string token,
        string? cookies
    )
    {
        var request = new HttpRequestMessage(new HttpMethod(webhook.Method), target.ToUri());
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", "TwilioProxy/1.1");
        headers.TryAddWithoutValidation("Accept", "*/*");
        headers.TryAddWithoutValidation("I-Twilio-Idempotency-Token", token);
        headers.TryAddWithoutValidation("X-Home-Region", "us1");
        headers.TryAddWithoutValidation("X-Twilio-Signature", signature);
        if (target.BasicCredentials is { } credentials)
            headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        if (cookies is not null)
            headers.TryAddWithoutValidation("Cookie", cookies);
        if (webhook.Method != "GET")
            request.Content = WebhookForm.ContentOf(webhook);
        return request;
    }

    /// <summary>One request, given up when the time to read is over, or that for all attempts.</summary>
    public async Task<WebhookResult> SendAsync(HttpRequestMessage request, WebhookTimes times, CancellationToken total)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(total);
        timeout.CancelAfter(times.Read);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return await ReadAsync(response, timeout.Token);
        }
        catch (HttpRequestException failure)
        {
            return WebhookErrors.Of(failure);
        }
        catch (OperationCanceledException) when (total.IsCancellationRequested)
        {
            return WebhookResult.Failed(11205, $"No answer within {times.Total.TotalSeconds} s", WebhookFailure.Total);
        }
        catch (OperationCanceledException)
        {
            return WebhookResult.Failed(11205, $"No answer within {times.Read.TotalSeconds} s", WebhookFailure.Read);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or NotSupportedException)
        {
            return WebhookResult.Failed(11206, failure.Message, WebhookFailure.Protocol);
        }
    }

    /// <summary>Where a redirect points, null when it points nowhere.</summary>
    public static string? RedirectOf(WebhookResult result) =>
        result.Location is { } location && Uri.TryCreate(new Uri(result.Url), location, out var target)
            ? target.AbsoluteUri
            : null;

    public void Dispose() => http.Dispose();

    private static async Task<WebhookResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var (body, tooLong) = await ReadBodyAsync(response.Content, cancellation);
        var type = response.Content.Headers.TryGetValues("Content-Type", out var types) ? types.First() : null;
        // Sound is played from where it is; only what must be parsed has a limit.
        tooLong &= type?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) is not true;
        return new WebhookResult(
            (int)response.StatusCode,
            "",
            type,
            body,
            tooLong ? 11750 : null,
            tooLong ? "Response body too long" : null,
            0
        )
        {
            Location = response.Headers.Location?.OriginalString,
            Headers = WebhookForm.Encode(response.Headers, response.Content.Headers),
            Cookies = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [],
        };
    }

    private static async Task<(string Body, bool TooLong)> ReadBodyAsync(
        HttpContent content,
        CancellationToken cancellation
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBodyBytes + 1);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellation);
            var size = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, MaxBodyBytes + 1),
                MaxBodyBytes + 1,
                throwOnEndOfStream: false,
                cancellation
            );
            return (Encoding.UTF8.GetString(buffer, 0, Math.Min(size, MaxBodyBytes)), size > MaxBodyBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
