using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadGenerator.TextBacks;

/// <summary>
/// Plays Twilio's API: each POST is a message that is accepted, each GET an empty list. The time of a message is taken when
/// its request is there as a whole, before any answer: Twilio's own time does not count.
/// </summary>
internal sealed class TwilioSink : IDisposable
{
    private const string EmptyLists =
        """{"calls":[],"messages":[],"recordings":[],"next_page_uri":null,"page":0,"page_size":50}""";

    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<(string From, string To), BenchCall> _calls = new();
    private int _others;
    private int _sids;

    public TwilioSink(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        new Thread(AcceptAll) { IsBackground = true }.Start();
    }

    /// <summary>Texts that no call of ours waits for.</summary>
    public int Others => _others;

    /// <summary>The text goes from the called number to the caller.</summary>
    public void Expect(BenchCall call) => _calls[(call.To, call.From)] = call;

    public void Dispose() => _listener.Dispose();

    private void AcceptAll()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                new Thread(() => Serve(socket), 256 * 1024) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The listener was closed: the run is over.
        }
    }

    private void Serve(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (Receive(socket, buffer) is { } request)
                    socket.Send(Answer(request));
            }
            catch (SocketException)
            {
                // The service hung up.
            }
        }
    }

    private static string? Receive(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var count = socket.Receive(buffer.AsSpan(filled));
            if (count == 0)
                return null;
            filled += count;
            var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && filled >= head + 4 + BodyLength(Encoding.ASCII.GetString(buffer, 0, head)))
                return Encoding.ASCII.GetString(buffer, 0, filled);
        }
        throw new IOException("A request is longer than any of a text.");
    }

    private static int BodyLength(string head)
    {
        const string name = "\r\ncontent-length:";
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        var line = head.AsSpan(at + name.Length);
        var end = line.IndexOf('\r');
        return int.Parse(end < 0 ? line : line[..end], NumberStyles.Integer, CultureInfo.InvariantCulture);
    }

    private byte[] Answer(string request)
    {
        var at = Stopwatch.GetTimestamp();
        if (!request.StartsWith("POST", StringComparison.Ordinal))
            return Response("200 OK", EmptyLists);
        var form = Form(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        if (_calls.TryGetValue((form.GetValueOrDefault("From", ""), form.GetValueOrDefault("To", "")), out var call))
            Texted(call, at);
        else
            Interlocked.Increment(ref _others);
        return Response("201 Created", $$"""{"sid":"SM{{Interlocked.Increment(ref _sids):x32}}","status":"queued"}""");
    }

    private static void Texted(BenchCall call, long at)
    {
        lock (call)
        {
            call.Texts++;
            if (call.TextedAt == 0)
                call.TextedAt = at;
        }
        call.Texted.Set();
    }

    private static Dictionary<string, string> Form(string body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in body.Split('&'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                form[field[..equals]] = WebUtility.UrlDecode(field[(equals + 1)..]);
        }
        return form;
    }

    private static byte[] Response(string status, string json) =>
        Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"
        );
}
