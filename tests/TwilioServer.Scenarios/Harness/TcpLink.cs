using System.Net;
using System.Net.Sockets;

namespace TwilioServer.Scenarios.Harness;

/// <summary>One connection through a proxy: two sockets, and what passes between them.</summary>
internal sealed class TcpLink(Socket client, LinkFaults faults)
{
    private const int BufferBytes = 64 * 1024;
    private Socket _target = NewSocket();
    private volatile bool _forgotten;

    /// <summary>Connects to the first target that answers and carries bytes until one side or a fault ends it.</summary>
    public async Task RunAsync(IReadOnlyList<IPEndPoint> targets)
    {
        client.NoDelay = true;
        if (!await ConnectAsync(targets))
        {
            Reset();
            return;
        }
        await Task.WhenAll(CarryAsync(client, _target, isAnswer: false), CarryAsync(_target, client, isAnswer: true));
        client.Dispose();
        _target.Dispose();
    }

    public void Reset()
    {
        Reset(client);
        Reset(_target);
    }

    /// <summary>The target's connection ends; the client's stays open, and silent.</summary>
    public void ForgetTarget()
    {
        _forgotten = true;
        Reset(_target);
    }

    /// <summary>Closes with RST instead of FIN.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
        socket.Dispose();
    }

    private async Task<bool> ConnectAsync(IReadOnlyList<IPEndPoint> targets)
    {
        foreach (var target in targets)
        {
            try
            {
                await _target.ConnectAsync(target);
                return true;
            }
            catch (SocketException)
            {
                // This one is down: the next one's turn, with a new socket, as one that failed is spoilt.
                _target.Dispose();
                _target = NewSocket();
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
        return false;
    }

    private async Task CarryAsync(Socket from, Socket to, bool isAnswer)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
                if (!await PassAsync(buffer.AsMemory(0, read), to, isAnswer))
                    return;
            await faults.DelayAsync();
            if (!_forgotten)
                to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!_forgotten)
                Reset();
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> PassAsync(ReadOnlyMemory<byte> bytes, Socket to, bool isAnswer)
    {
        await faults.DelayAsync();
        if (faults.Drops || (_forgotten && !isAnswer))
            return true;
        var passing = isAnswer ? faults.PassingOf(bytes.Span) : null;
        await SendAsync(to, bytes[..(passing ?? bytes.Length)]);
        if (passing is null)
            return true;
        Reset();
        return false;
    }

    private static Socket NewSocket() =>
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await to.SendAsync(bytes)..];
    }
}
