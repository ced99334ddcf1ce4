using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>A socket on which a test writes what no client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private RawConnection() { }

    /// <param name="from">The address that it comes from; any of 127.0.0.0/8 is this machine's.</param>
    public static async Task<RawConnection> OpenAsync(Uri server, string from = "127.0.0.1")
    {
        var connection = new RawConnection();
        connection._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await connection._socket.ConnectAsync(IPAddress.Loopback, server.Port);
        return connection;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends until the other side has closed, or does not take more; a write may then fail.</summary>
    public async Task<bool> TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text).WaitAsync(Patience);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>What comes next.</summary>
    public async Task<string> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, timeout.Token));
    }

    /// <summary>All that comes until the other side closes.</summary>
    /// <exception cref="TimeoutException">It does not close.</exception>
    public async Task<string> ReadToEndAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(buffer, timeout.Token) is > 0 and var length)
                text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The connection stays open after: {text}", e);
        }
        return text.ToString();
    }

    /// <summary>Ends without a goodbye: the other side gets a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
