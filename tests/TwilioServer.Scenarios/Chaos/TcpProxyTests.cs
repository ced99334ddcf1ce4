using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>The faults of the network are what they say: a fault that does not strike would prove nothing.</summary>
public sealed class TcpProxyTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly EchoServer _echo = new();
    private readonly TcpProxy _proxy;

    public TcpProxyTests() => _proxy = TcpProxy.Start(_echo.Port);

    [Fact]
    public async Task Bytes_pass()
    {
        using var client = await ConnectAsync();
        Assert.Equal("hello", await AskAsync(client, "hello"));
    }

    [Fact]
    public async Task Slowed_bytes_take_their_time()
    {
        using var client = await ConnectAsync();
        _proxy.Slow(TimeSpan.FromMilliseconds(30));
        var watch = Stopwatch.StartNew();
        Assert.Equal("hello", await AskAsync(client, "hello"));
        Assert.InRange(watch.ElapsedMilliseconds, 60, 10_000);
    }

    [Fact]
    public async Task Paused_bytes_wait_and_none_is_lost()
    {
        using var client = await ConnectAsync();
        _proxy.Pause();
        var answer = AskAsync(client, "hello");
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(50)));
        _proxy.Heal();
        Assert.Equal("hello", await answer.WaitAsync(Patience));
    }

    [Fact]
    public async Task Dropped_bytes_never_come()
    {
        using var client = await ConnectAsync();
        _proxy.Blackhole();
        var answer = AskAsync(client, "lost");
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(50)));
        _proxy.Heal();
        await client.SendAsync(Encoding.ASCII.GetBytes("kept"));
        Assert.Equal("kept", await answer.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_refused_connection_is_reset()
    {
        _proxy.Refuse();
        // Whether the reset is seen while connecting or just after is the kernel's choice.
        var failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync();
            await client.ReceiveAsync(new byte[1]).WaitAsync(Patience);
        });
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        _proxy.Heal();
        using var second = await ConnectAsync();
        Assert.Equal("hello", await AskAsync(second, "hello"));
    }

    [Fact]
    public async Task A_reset_reaches_both_sides()
    {
        using var client = await ConnectAsync();
        await AskAsync(client, "hello");
        _proxy.Reset();
        await IsResetAsync(client);
        await _echo.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_half_open_connection_ends_for_the_target_alone()
    {
        using var client = await ConnectAsync();
        await AskAsync(client, "hello");
        _proxy.HalfOpen();
        await _echo.Ended.WaitAsync(Patience);
        var answer = AskAsync(client, "anybody there");
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(50)));
    }

    [Fact]
    public async Task A_cut_leaves_so_many_bytes()
    {
        using var client = await ConnectAsync();
        var cut = _proxy.CutAfter(7);
        Assert.Equal("hello", await AskAsync(client, "hello"));
        await client.SendAsync("hello"u8.ToArray());
        await cut.WaitAsync(Patience);
        await IsResetAsync(client);
        using var second = await ConnectAsync();
        Assert.Equal("hello", await AskAsync(second, "hello"));
    }

    [Fact]
    public async Task An_answer_that_is_cut_was_asked_for_and_never_comes()
    {
        using var client = await ConnectAsync();
        var cut = _proxy.CutBefore("done"u8.ToArray());
        Assert.Equal("hello", await AskAsync(client, "hello"));
        await client.SendAsync("done"u8.ToArray());
        await cut.WaitAsync(Patience);
        await IsResetAsync(client);
        Assert.Equal("hellodone", _echo.Heard);
    }

    [Fact]
    public async Task Targets_take_turns_and_one_that_is_down_is_passed_over()
    {
        await using var other = new EchoServer();
        var down = new TcpListener(IPAddress.Loopback, 0);
        down.Start();
        var downPort = ((IPEndPoint)down.LocalEndpoint).Port;
        down.Dispose();
        await using var balancer = TcpProxy.Start(_echo.Port, downPort, other.Port);
        for (var i = 0; i < 6; i++)
        {
            using var client = await ConnectAsync(balancer.Port);
            Assert.Equal("x", await AskAsync(client, "x"));
        }
        Assert.Equal(6, _echo.Heard.Length + other.Heard.Length);
        Assert.All([_echo, other], echo => Assert.InRange(echo.Heard.Length, 2, 4));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _echo.DisposeAsync();
    }

    private Task<Socket> ConnectAsync() => ConnectAsync(_proxy.Port);

    private static async Task<Socket> ConnectAsync(int port)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    private static async Task<string> AskAsync(Socket client, string text)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(text));
        var buffer = new byte[64];
        var read = await client.ReceiveAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private static async Task IsResetAsync(Socket client)
    {
        // What came before the cut may still be read.
        var failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await client.ReceiveAsync(new byte[64]).WaitAsync(Patience) > 0) { }
        });
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    /// <summary>Says back what it hears.</summary>
    private sealed class EchoServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly StringBuilder _heard = new();
        private readonly List<Task> _talks = [];
        private readonly Task _accepting;

        public EchoServer()
        {
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>Done when a connection ended.</summary>
        public Task Ended => _ended.Task;

        public string Heard
        {
            get
            {
                lock (_heard)
                    return _heard.ToString();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _accepting;
            await Task.WhenAll(_talks).WaitAsync(Patience);
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _talks.Add(TalkAsync(await _listener.AcceptSocketAsync()));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task TalkAsync(Socket socket)
        {
            using var client = socket;
            try
            {
                var buffer = new byte[64];
                int read;
                while ((read = await client.ReceiveAsync(buffer)) > 0)
                {
                    lock (_heard)
                        _heard.Append(Encoding.ASCII.GetString(buffer, 0, read));
                    await client.SendAsync(buffer.AsMemory(0, read));
                }
            }
            catch (SocketException)
            {
                // Reset, as the test wished.
            }
            _ended.TrySetResult();
        }
    }
}
