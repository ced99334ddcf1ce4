using System.Net;
using System.Net.Sockets;

namespace TwilioServer.Media;

/// <summary>
/// Connects to a host only where all its addresses are public. The addresses that were looked at are the ones that are
/// connected to: a name that means something else a moment later gains nothing.
/// </summary>
/// <param name="mayBePrivate">For an emulator on this machine, in development.</param>
internal sealed class MediaConnector(
    bool mayBePrivate,
    Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null
)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A handler that follows nobody, keeps nothing, and reads nothing that it was not asked for.</summary>
    public SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await _resolve(context.DnsEndPoint.Host, cancellation);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (!mayBePrivate && !Array.TrueForAll(addresses, PublicAddresses.Contains))
            throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host has an address that is not public.</summary>
public sealed class PrivateAddressException() : Exception("The host has an address that is not public.");
