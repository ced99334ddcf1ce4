using System.Net;
using System.Net.Sockets;
using System.Text;
using TwilioServer.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Redis;

/// <summary>Greets like a Redis, and then says what a test wants when the first command comes.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _running = [];
    private readonly Func<NetworkStream, string, Task> _script;
    private int _connections;

    private ScriptedServer(Func<NetworkStream, string, Task> script) => _script = script;

    public RedisEndpoint Endpoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, null, null, 0, false);

    public int Connections => Volatile.Read(ref _connections);

    public static Task<ScriptedServer> StartAsync(Func<NetworkStream, string, Task> script)
    {
        var server = new ScriptedServer(script);
        server._listener.Start();
        server._running.Add(Task.Run(server.AcceptAsync));
        return Task.FromResult(server);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await Task.WhenAll(_running).Soon();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _running.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var buffer = new byte[4096];
                if (await stream.ReadAsync(buffer) == 0)
                    return;
                await stream.WriteAsync("+PONG\r\n"u8.ToArray());
                var length = await stream.ReadAsync(buffer);
                if (length > 0)
                    await _script(stream, Encoding.UTF8.GetString(buffer, 0, length));
                while (await stream.ReadAsync(buffer) > 0) { }
            }
            catch (Exception e) when (e is IOException or SocketException) { }
        }
    }
}
