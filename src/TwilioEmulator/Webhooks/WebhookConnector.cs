using System.Net.Sockets;

namespace TwilioEmulator.Webhooks;

/// <summary>
/// The connections of webhooks: TLS is always verified, redirects and cookies are left to the sender,
/// and each TCP connection has the time that its request's URL gives it.
/// </summary>
internal static class WebhookConnector
{
    /// <summary>How long the request that opens a connection waits for it.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> ConnectTimeout = new("ct");

    /// <summary>Above every timeout of TCP that can be asked for, so that only a stuck TLS handshake meets it.</summary>
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    public static HttpClient CreateClient() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectTimeout = LongestConnect,
                ConnectCallback = ConnectAsync,
                // Below the shortest keep-alive of usual servers (5 s): no request meets a connection just closed.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellation
    )
    {
        var patience = context.InitialRequestMessage.Options.TryGetValue(ConnectTimeout, out var set)
            ? set
            : LongestConnect;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(patience);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, limited.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"No connection within {patience.TotalMilliseconds} ms", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
