using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Redis;

/// <summary>A client that runs, against the run's Redis or one of a test's own.</summary>
internal sealed class RunningRedisClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    private RunningRedisClient(RedisEndpoint endpoint, TimeSpan? timeout)
    {
        Client = new RedisClient(
            endpoint,
            new Ambient(TimeProvider.System, new Random(1)),
            NullLogger<RedisClient>.Instance,
            timeout
        );
        _running = Client.RunAsync(_stopping.Token);
    }

    public static RedisEndpoint Shared =>
        RedisEndpoint.TryParse(Environment.GetEnvironmentVariable("TEST_REDIS_URL") ?? "")
        ?? throw new InvalidOperationException(
            "TEST_REDIS_URL names no Redis. Run ./test, which starts one and sets it."
        );

    public RedisClient Client { get; }

    /// <summary>Starts a client and waits for its first attempt to connect.</summary>
    public static async Task<RunningRedisClient> StartAsync(RedisEndpoint? endpoint = null, TimeSpan? timeout = null)
    {
        var running = new RunningRedisClient(endpoint ?? Shared, timeout);
        await running.Client.Tried.Soon();
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.Soon();
        _stopping.Dispose();
    }
}

/// <summary>A Redis of a test's own, to stop, kill and start again.</summary>
internal sealed class RedisProcess(params string[] arguments) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-test-").FullName;
    private Process? _process;

    public int Port { get; } = FreePort();

    public RedisEndpoint Endpoint => new("127.0.0.1", Port, null, null, 0, false);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public async Task StartAsync()
    {
        string[] all = arguments.Contains("--tls-port")
            ? ["--port", "0", .. arguments]
            : ["--port", $"{Port}", .. arguments];
        var start = new ProcessStartInfo(Program())
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["--bind", "127.0.0.1", "--save", "", .. all])
            start.ArgumentList.Add(argument.Replace("{port}", $"{Port}", StringComparison.Ordinal));
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        await Eventually.TrueAsync(ListensAsync, "Redis listens");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It stands still: its connections stay, and nothing is answered.</summary>
    public Task StandStillAsync() => SignalAsync("-STOP");

    public Task GoOnAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<bool> ListensAsync()
    {
        Assert.False(_process!.HasExited, "Redis ended at once.");
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .SelectMany(folder =>
                (string[])[Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server")]
            )
            .First(File.Exists);
}
