using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace TwilioEmulator.Proxy;

/// <summary>
/// What a client says to its HTTP proxy before the TLS of the tunnel begins. A tunnel to Twilio ends here, in the
/// emulator; a tunnel to anywhere else is refused: what goes through this proxy never leaves the machine.
/// </summary>
internal sealed class ConnectProxy(ConnectionDelegate next)
{
    private const int MaxHeadBytes = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async Task ServeAsync(ConnectionContext connection)
    {
        var request = await ReadAsync(connection);
        if (request is null)
            return;
        if (!request.IsForTwilio)
        {
            await WriteAsync(connection, Refusal(request));
            return;
        }
        await WriteAsync(connection, "HTTP/1.1 200 Connection Established\r\n\r\n");
        await next(connection);
    }

    /// <summary>The request's head; null when none comes.</summary>
    private static async Task<ConnectRequest?> ReadAsync(ConnectionContext connection)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Patience);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(patience.Token);
                var buffer = read.Buffer;
                if (ConnectRequest.TryRead(ref buffer, out var request))
                {
                    input.AdvanceTo(buffer.Start);
                    return request;
                }
                input.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted || buffer.Length > MaxHeadBytes)
                    return null;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static ValueTask<FlushResult> WriteAsync(ConnectionContext connection, string text) =>
        connection.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes(text), connection.ConnectionClosed);

    private static string Refusal(ConnectRequest request)
    {
        var body =
            request.Method == "CONNECT"
                ? $"twilio-emulator refuses {request.Target}: this proxy leads to twilio.com:443 only, and never leaves "
                    + "this machine. Put other hosts into NO_PROXY.\n"
                : $"twilio-emulator's proxy only opens tunnels (CONNECT) to twilio.com:443, and does not forward "
                    + $"{request.Method}. Put other hosts into NO_PROXY, for example NO_PROXY=localhost,127.0.0.1.\n";
        return "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }
}
