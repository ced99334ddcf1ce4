using System.Net;
using System.Net.Http.Headers;

namespace TwilioServer.Neighbours;

/// <summary>HTTP to a neighbour: each request once, nothing followed, little believed.</summary>
internal sealed class NeighbourHttp : IDisposable
{
    private const int MaxResponseBytes = 64 * 1024;
    private readonly HttpClient _http;
    private readonly string _base;

    public NeighbourHttp(Uri baseUrl, string key)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxResponseBytes,
        };
        if (key.Length > 0)
            _http.DefaultRequestHeaders.Add("X-Service-Key", key);
        _base = baseUrl.AbsoluteUri.TrimEnd('/');
    }

    public Task<NeighbourAnswer> PostAsync(string path, byte[] json, TimeSpan timeout, CancellationToken cancellation)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(
            new HttpRequestMessage(HttpMethod.Post, _base + path) { Content = content },
            timeout,
            cancellation
        );
    }

    public Task<NeighbourAnswer> GetAsync(string path, TimeSpan timeout, CancellationToken cancellation) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, _base + path), timeout, cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<NeighbourAnswer> SendAsync(
        HttpRequestMessage request,
        TimeSpan timeout,
        CancellationToken cancellation
    )
    {
        using var sent = request;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(timeout);
        try
        {
            using var response = await _http.SendAsync(sent, patience.Token);
            return new NeighbourAnswer(
                response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(patience.Token)
            );
        }
        catch (HttpRequestException e)
        {
            return NeighbourAnswer.None(
                e.HttpRequestError.ToString(),
                mayHaveArrived: e.HttpRequestError
                    is not (
                        HttpRequestError.NameResolutionError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError
                    )
            );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NeighbourAnswer.None("No answer in time.", mayHaveArrived: true);
        }
    }
}

/// <summary>What a neighbour answered.</summary>
/// <param name="Status">Null where no answer came.</param>
internal readonly record struct NeighbourAnswer(HttpStatusCode? Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Why there is none.</summary>
    public string? Reason { get; private init; }

    /// <summary>Whether the request may have got there all the same.</summary>
    public bool MayHaveArrived { get; private init; }

    public static NeighbourAnswer None(string reason, bool mayHaveArrived) =>
        new(null, default) { Reason = reason, MayHaveArrived = mayHaveArrived };
}
