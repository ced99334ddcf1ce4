using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>
/// Twilio's REST API (2010-04-01), without any retry of its own: https://www.twilio.com/docs/usage/api. Every request
/// is sent once, and its outcome is told apart by whether a byte can have arrived.
/// </summary>
public sealed class TwilioClient : ITwilioApi, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(10);
    private const long MaxResponseBytes = 4 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly string _accountPath;
    private readonly Uri _api;

    public TwilioClient(TwilioSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            MaxConnectionsPerServer = settings.ConnectionPoolSize,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = settings.ApiBaseUrl,
            Timeout = TotalTimeout,
            MaxResponseContentBufferSize = MaxResponseBytes,
        };
        var credentials = $"{settings.ApiKey ?? settings.AccountSid}:{settings.ApiSecret ?? settings.AuthToken}";
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))
        );
        _api = settings.ApiBaseUrl;
        _accountPath = $"/2010-04-01/Accounts/{settings.AccountSid}/";
    }

    /// <summary>Posts a form once.</summary>
    /// <param name="resource">Below the account, such as <c>Messages.json</c>.</param>
    public async Task<TwilioResult> PostAsync(string resource, IEnumerable<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, _accountPath + resource) { Content = content };
        return await SendAsync(request, CancellationToken.None);
    }

    /// <summary>Gets a resource.</summary>
    /// <param name="resource">Below the account, with its query.</param>
    public async Task<TwilioResult> GetAsync(string resource, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _accountPath + resource);
        return await SendAsync(request, cancellation);
    }

    /// <summary>
    /// Where one of Twilio's younger APIs is: a host of its own beside the API's, or a path of that name where the API is the
    /// emulator's.
    /// </summary>
    /// <param name="product">The host's first word, such as <c>messaging</c>.</param>
    public Uri AddressOf(string product)
    {
        const string apiHost = "api.";
        const string twilio = ".twilio.com";
        var host = _api.Host;
        return host.StartsWith(apiHost, StringComparison.Ordinal) && host.EndsWith(twilio, StringComparison.Ordinal)
            ? new Uri($"{_api.Scheme}://{product}.{host[apiHost.Length..]}/")
            : new Uri(_api, $"/{product}{twilio}/");
    }

    /// <summary>Gets what lies at an address of Twilio's.</summary>
    /// <param name="address">Below an <see cref="AddressOf"/>: the credentials go there.</param>
    public async Task<TwilioResult> GetAsync(Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(request, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async Task<TwilioResult> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return await ReadAsync(response, cancellation);
        }
        catch (HttpRequestException e) when (NothingLeft(e.HttpRequestError))
        {
            return new TwilioResult.NotProcessed(e.HttpRequestError.ToString());
        }
        catch (HttpRequestException e)
        {
            return new TwilioResult.Ambiguous(e.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new TwilioResult.Ambiguous("No answer in time.");
        }
    }

    private static bool NothingLeft(HttpRequestError error) =>
        error
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError;

    private static async Task<TwilioResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return new TwilioResult.NotProcessed("Twilio answered 429.");
        if (status >= 500)
            return new TwilioResult.Ambiguous($"Twilio answered {status}.");
        var body = Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        if (status is >= 200 and < 300)
            return body is { } json
                ? new TwilioResult.Succeeded(json, response.Headers.Date)
                : new TwilioResult.Ambiguous("Twilio's answer was cut.");
        return new TwilioResult.Refused(status, Code(body), Message(body) ?? $"Twilio answered {status}.");
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Code(JsonElement? body) =>
        body is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("code", out var code)
        && code.ValueKind == JsonValueKind.Number
        && code.TryGetInt32(out var number)
            ? number
            : null;

    private static string? Message(JsonElement? body) =>
        body is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("message", out var message)
        && message.ValueKind == JsonValueKind.String
            ? message.GetString()
            : null;
}
