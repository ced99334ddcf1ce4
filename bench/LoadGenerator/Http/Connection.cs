using System.Net;
using System.Net.Sockets;

namespace LoadGenerator.Http;

/// <summary>
/// One keep-alive connection with one request under way at a time. Blocking calls on a thread of its own cost less than
/// the thread pool, and take the time nearer to the wire.
/// </summary>
internal sealed class Connection(Uri server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly IPAddress[] _addresses = Addresses(server);
    private Socket? _socket;
    private int _received;

    /// <summary>How often the connection was opened; more than once means that the server closed it.</summary>
    public int Opened { get; private set; }

    /// <summary>Head and body of the last answer.</summary>
    public ReadOnlySpan<byte> Received => _buffer.AsSpan(0, _received);

    public void Open()
    {
        if (!TryOpen())
            throw new IOException($"Nothing listens at {server.Authority}.");
    }

    public bool TryOpen()
    {
        foreach (var address in _addresses)
        {
            if (TryOpen(new IPEndPoint(address, server.Port)))
                return true;
        }
        return false;
    }

    /// <summary>Sends a request and reads its answer. An answer with status 0 stands for a broken connection.</summary>
    public Answer Exchange(ReadOnlySpan<byte> request)
    {
        try
        {
            if (_socket is null)
                Open();
            Send(request);
            var answer = Receive();
            if (answer.IsLast)
                Close();
            return answer;
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            Close();
            return default;
        }
    }

    public void Dispose() => Close();

    private void Send(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty)
            request = request[_socket!.Send(request)..];
    }

    private Answer Receive()
    {
        var filled = 0;
        while (filled < _buffer.Length)
        {
            var count = _socket!.Receive(_buffer.AsSpan(filled));
            if (count == 0)
                throw new IOException("The server closed the connection.");
            _received = filled += count;
            if (AnswerParser.TryParse(_buffer.AsSpan(0, filled), out var answer))
                return answer;
        }
        throw new IOException("The answer is longer than any TwiML.");
    }

    private bool TryOpen(IPEndPoint end)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            socket.Connect(end);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
        _socket = socket;
        Opened++;
        return true;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    // IPv4 first: the order in which servers bind localhost.
    private static IPAddress[] Addresses(Uri server) =>
        [.. Dns.GetHostAddresses(server.DnsSafeHost).OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork)];
}
