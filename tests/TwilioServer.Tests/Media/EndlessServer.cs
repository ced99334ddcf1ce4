using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TwilioServer.Tests.Media;

/// <summary>Answers the first request with ten gigabytes, whatever its headers say, and counts what the system took of them.</summary>
internal sealed class EndlessServer : IDisposable
{
    private const long TenGigabytes = 10L * 1024 * 1024 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _headers;

    /// <param name="headers">Each with its line's end.</param>
    public EndlessServer(string headers)
    {
        _headers = headers;
        _listener.Start();
        Sent = SendAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>How much went out until the asker hung up.</summary>
    public Task<long> Sent { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<long> SendAsync()
    {
        using var socket = await _listener.AcceptSocketAsync();
        var request = new byte[4096];
        await socket.ReceiveAsync(request);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{_headers}\r\n"));
        var piece = new byte[64 * 1024];
        ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]).CopyTo(piece);
        var sent = 0L;
        try
        {
            while (sent < TenGigabytes)
                sent += await socket.SendAsync(piece);
        }
        catch (SocketException)
        {
            // That is what is waited for.
        }
        return sent;
    }
}
