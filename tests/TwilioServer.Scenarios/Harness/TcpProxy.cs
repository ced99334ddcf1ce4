using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TwilioServer.Scenarios.Harness;

/// <summary>
/// A network between two programs that fails on demand. Listens on a port of its own, which it keeps whatever becomes
/// of the targets; several targets take connections in turn, and one that is down is passed over.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    /// <summary>What PostgreSQL answers when a transaction is on its disk.</summary>
    public static readonly ReadOnlyMemory<byte> PostgresCommitted = "COMMIT\0"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpLink, Task> _links = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile IReadOnlyList<IPEndPoint> _targets = [];
    private readonly Task _accepting;
    private int _accepted;
    private volatile bool _refuses;

    private TcpProxy(IEnumerable<int> ports)
    {
        SendTo(ports);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The connections that it took so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>What happens to bytes under way.</summary>
    internal LinkFaults Faults { get; } = new();

    /// <summary>Starts one before these ports of 127.0.0.1.</summary>
    public static TcpProxy Start(params IEnumerable<int> ports) => new(ports);

    /// <summary>Starts one before the host and port of a URL; <see cref="Through"/> gives the URL to use instead.</summary>
    public static TcpProxy Before(string url) => Start(new Uri(url).Port);

    /// <summary>The same URL by way of this proxy.</summary>
    public string Through(string url) => new UriBuilder(url) { Host = "127.0.0.1", Port = Port }.Uri.ToString();

    /// <summary>Changes the targets; connections that exist stay where they are.</summary>
    public void SendTo(IEnumerable<int> ports) =>
        _targets = [.. ports.Select(port => new IPEndPoint(IPAddress.Loopback, port))];

    /// <summary>Every chunk of bytes waits this long, in both directions.</summary>
    public void Slow(TimeSpan latency) => Faults.Latency = latency;

    /// <summary>Bytes under way and new ones wait until <see cref="Heal"/>; none is lost.</summary>
    public void Pause() => Faults.Pause();

    /// <summary>Bytes are read and dropped, in both directions; nobody is told. New connections are accepted.</summary>
    public void Blackhole() => Faults.Drops = true;

    /// <summary>New connections are reset as soon as they are made; those that exist go on.</summary>
    public void Refuse() => _refuses = true;

    /// <summary>From now on everything passes again. What was dropped or cut stays so.</summary>
    public void Heal()
    {
        _refuses = false;
        Faults.Heal();
    }

    /// <summary>Every connection is reset, on both sides.</summary>
    public void Reset()
    {
        foreach (var link in _links.Keys)
            link.Reset();
    }

    /// <summary>The targets see their connections end; the clients hear nothing, ever. New connections work.</summary>
    public void HalfOpen()
    {
        foreach (var link in _links.Keys)
            link.ForgetTarget();
    }

    /// <summary>After so many further bytes from the targets, whichever connection carries the next is reset.</summary>
    /// <returns>Completes when it was cut.</returns>
    public Task CutAfter(long bytes) => Faults.Set(new Trap(bytes, default));

    /// <summary>
    /// The next answer that has these bytes is never delivered, and its connection is reset instead: the target did what
    /// it was asked and the client cannot know. An answer whose mark two reads share is passed on; the next is taken.
    /// </summary>
    /// <returns>Completes when it was cut.</returns>
    public Task CutBefore(ReadOnlyMemory<byte> mark) => Faults.Set(new Trap(0, mark));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        Heal();
        Reset();
        await Task.WhenAll(_links.Values);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            var turn = Interlocked.Increment(ref _accepted);
            if (_refuses)
                TcpLink.Reset(client);
            else
                Run(new TcpLink(client, Faults), turn);
        }
    }

    private void Run(TcpLink link, int turn)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _links[link] = RunAsync(link, turn, started.Task);
        started.SetResult();
    }

    private async Task RunAsync(TcpLink link, int turn, Task started)
    {
        await started;
        await link.RunAsync([
            .. Enumerable.Range(0, _targets.Count).Select(i => _targets[(turn + i) % _targets.Count]),
        ]);
        _links.TryRemove(link, out _);
    }
}
