using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TwilioServer.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Redis;

public sealed class RedisOutageTests
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>What a call may take beyond its timeout on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_Redis_that_stands_still_costs_each_call_its_timeout_and_the_next_ones_nothing()
    {
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var running = await RunningRedisClient.StartAsync(server.Endpoint, CallTimeout);
        var redis = running.Client;
        await redis.CallAsync("SET", "k", "before");
        await server.StandStillAsync();
        var started = Stopwatch.GetTimestamp();
        var calls = Enumerable.Range(0, 1_000).Select(_ => redis.CallAsync("GET", "k")).ToList();
        foreach (var call in calls)
            await Assert.ThrowsAnyAsync<RedisException>(() => call.WaitAsync(CallTimeout + Slack));
        Assert.InRange(Stopwatch.GetElapsedTime(started), CallTimeout * 0.9, CallTimeout + Slack);
        await Eventually.TrueAsync(() => Task.FromResult(!redis.IsConnected), "the silent connection is given up");
        Assert.True(redis.CallAsync("GET", "k").IsCompleted, "without a connection a call fails at once");
        await server.GoOnAsync();
        await Eventually.TrueAsync(async () => await AnswersAsync(redis, "k") == "before", "Redis answers again");
    }

    /// <summary>An answer that comes late must not become the answer of the next call.</summary>
    [Fact]
    public async Task A_late_answer_is_nobody_else_s()
    {
        await using var server = new RedisProcess("--enable-debug-command", "yes");
        await server.StartAsync();
        await using var running = await RunningRedisClient.StartAsync(server.Endpoint, CallTimeout);
        var redis = running.Client;
        for (var i = 0; i < 3; i++)
        {
            var slow = redis.CallAsync("DEBUG", "SLEEP", "0.8");
            await Assert.ThrowsAnyAsync<RedisException>(() => slow.Soon());
            await Eventually.TrueAsync(() => EchoAsync(redis, $"own {i}"), "the client recovers");
        }
    }

    /// <summary>One call is slow, but others are answered meanwhile: the connection is good and stays.</summary>
    [Fact]
    public async Task A_call_that_blocks_alone_runs_out_of_time_alone()
    {
        await using var peer = await ScriptedServer.StartAsync(
            async (stream, _) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300));
                await stream.WriteAsync("+1\r\n"u8.ToArray());
                await Task.Delay(TimeSpan.FromMilliseconds(400));
                await stream.WriteAsync("+2\r\n+3\r\n"u8.ToArray());
            }
        );
        await using var running = await RunningRedisClient.StartAsync(peer.Endpoint, CallTimeout);
        var first = running.Client.CallAsync("FIRST");
        var second = running.Client.CallAsync("SECOND");
        Assert.Equal("1", (await first).Text);
        await Assert.ThrowsAsync<RedisTimeoutException>(() => second.Soon());
        Assert.True(running.Client.IsConnected, "something was heard meanwhile");
        Assert.Equal("3", (await running.Client.CallAsync("THIRD").Soon()).Text);
    }

    [Fact]
    public async Task A_Redis_that_is_killed_and_started_again_is_found_again()
    {
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var running = await RunningRedisClient.StartAsync(server.Endpoint);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await EchoAsync(running.Client, "alive"));
            await server.KillAsync();
            await Eventually.TrueAsync(async () => !await EchoAsync(running.Client, "dead"), "calls fail");
            await server.StartAsync();
            var back = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(() => EchoAsync(running.Client, "back"), "calls are answered again");
            Assert.True(Stopwatch.GetElapsedTime(back) < CallTimeout * 2 + Slack);
        }
    }

    /// <summary>It takes connections and says nothing: a half-open link, or a wrong port.</summary>
    [Fact]
    public async Task A_listener_that_never_speaks_delays_nobody()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var running = await RunningRedisClient.StartAsync(
            new RedisEndpoint("127.0.0.1", port, null, null, 0, false)
        );
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1_000; i++)
            await Assert.ThrowsAsync<RedisUnavailableException>(() => running.Client.CallAsync("PING"));
        Assert.True(Stopwatch.GetElapsedTime(started) < Slack, "calls without a connection do not wait");
    }

    [Fact]
    public async Task Whoever_does_not_speak_the_protocol_is_left()
    {
        await using var peer = await ScriptedServer.StartAsync(
            (stream, _) => stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()).AsTask()
        );
        await using var running = await RunningRedisClient.StartAsync(peer.Endpoint);
        var call = running.Client.CallAsync("PING");
        await Assert.ThrowsAnyAsync<RedisException>(() => call.Soon());
        await Eventually.TrueAsync(() => Task.FromResult(peer.Connections > 1), "it connects anew");
    }

    private static async Task<bool> EchoAsync(RedisClient redis, string text)
    {
        try
        {
            var answer = (await redis.CallAsync("ECHO", text)).AsString();
            Assert.Equal(text, answer);
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    private static async Task<string?> AnswersAsync(RedisClient redis, string key)
    {
        try
        {
            return (await redis.CallAsync("GET", key)).AsString();
        }
        catch (RedisException)
        {
            return null;
        }
    }
}
