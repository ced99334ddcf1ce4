using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>The HTTP of webhooks. Its timeouts are real: the application under test lives in real time.</summary>
internal sealed class WebhookClient(EmulatorOptions options) : IDisposable
{
    /// <summary>Twilio reads at most 64 kB of TwiML.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            // Below the shortest keep-alive of usual servers (5 s), so that no request meets a connection just closed.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public static string Encode(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters.Select(pair => $"{Escape(pair.Key)}={Escape(pair.Value)}"));

    public static HttpRequestMessage Request(Webhook webhook, WebhookUrl target, string signature, string token)
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
        if (webhook.Method != "GET")
        {
            request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(Encode(webhook.Parameters)));
            var type = "application/x-www-form-urlencoded" + (webhook.IsVoice ? "; charset=UTF-8" : "");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return request;
    }

    /// <summary>One request. Not connected means that the application cannot have seen it.</summary>
    public async Task<(WebhookResult Result, bool Connected)> SendAsync(HttpRequestMessage request)
    {
        using var timeout = new CancellationTokenSource(options.WebhookTimeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return (await ReadAsync(response, timeout.Token), true);
        }
        catch (HttpRequestException failure)
        {
            var unreached =
                failure.HttpRequestError
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError;
            return (
                Failed(failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message),
                !unreached
            );
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return (Failed($"No answer within {options.WebhookTimeout.TotalSeconds} s"), true);
        }
        catch (OperationCanceledException)
        {
            return (Failed($"No connection within {ConnectTimeout.TotalSeconds} s"), false);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or NotSupportedException)
        {
            return (Failed(failure.Message), true);
        }
    }

    /// <summary>Where a redirect points, null when it points nowhere.</summary>
    public static string? RedirectOf(WebhookResult result) =>
        result.Location is { } location && Uri.TryCreate(new Uri(result.Url), location, out var target)
            ? target.AbsoluteUri
            : null;

    public void Dispose() => http.Dispose();

    private static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static WebhookResult Failed(string why) => new(null, "", null, "", 11200, why, 0);

    private static async Task<WebhookResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBodyBytes + 1);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var size = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, MaxBodyBytes + 1),
                MaxBodyBytes + 1,
                throwOnEndOfStream: false,
                cancellation
            );
            var tooLong = size > MaxBodyBytes;
            return new WebhookResult(
                (int)response.StatusCode,
                "",
                response.Content.Headers.TryGetValues("Content-Type", out var types) ? types.First() : null,
                Encoding.UTF8.GetString(buffer, 0, Math.Min(size, MaxBodyBytes)),
                tooLong ? 11750 : null,
                tooLong ? "Response body too long" : null,
                0
            )
            {
                Location = response.Headers.Location?.OriginalString,
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
