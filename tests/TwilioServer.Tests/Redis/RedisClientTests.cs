using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using TwilioServer.Redis;
using TwilioServer.Tests.Support;
using RedisServerException = TwilioServer.Redis.RedisServerException;

namespace TwilioServer.Tests.Redis;

public sealed class RedisClientTests : IAsyncLifetime
{
    private readonly string _prefix = $"test:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}:";
    private RunningRedisClient _running = null!;

    private RedisClient Redis => _running.Client;

    public async ValueTask InitializeAsync() =>
        _running = await RunningRedisClient.StartAsync(timeout: TimeSpan.FromSeconds(10));

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Values_come_back_byte_for_byte()
    {
        byte[] value = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. Encoding.UTF8.GetBytes("\r\n$-1\r\n")];
        Assert.Equal("OK", (await Redis.CallAsync("SET", Key("a"), value)).Text);
        var back = (await Redis.CallAsync("GET", Key("a"))).Blob;
        Assert.Equal(Convert.ToHexString(value), Convert.ToHexString(back));
        Assert.True((await Redis.CallAsync("GET", Key("nothing"))).IsNil);
        await Redis.CallAsync("SET", Key("empty"), "");
        Assert.Equal("", (await Redis.CallAsync("GET", Key("empty"))).AsString());
        await Redis.CallAsync("SET", Key("text"), "Zoë 😀");
        Assert.Equal("Zoë 😀", (await Redis.CallAsync("GET", Key("text"))).AsString());
        Assert.Equal(-5, (await Redis.CallAsync("DECRBY", Key("n"), 5)).Integer);
    }

    [Fact]
    public async Task Four_mebibytes_go_there_and_back()
    {
        var value = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
        await Redis.CallAsync("SET", Key("large"), value);
        var back = (await Redis.CallAsync("GET", Key("large"))).Blob;
        Assert.True(value.AsSpan().SequenceEqual(back));
        await Redis.CallAsync("DEL", Key("large"));
    }

    [Fact]
    public async Task An_error_belongs_to_the_call_that_made_it()
    {
        var before = Redis.CallAsync("SET", Key("b"), "text");
        var wrong = Redis.CallAsync("INCR", Key("b"));
        var after = Redis.CallAsync("GET", Key("b"));
        await before;
        Assert.Equal("ERR", (await Assert.ThrowsAsync<RedisServerException>(() => wrong)).Code);
        Assert.Equal("text", (await after).AsString());
        var mixed = await Redis.CallAsync(
            "EVAL",
            "return {1, false, 'x', {redis.pcall('INCR', KEYS[1]), {}}}",
            1,
            Key("b")
        );
        Assert.Equal(RedisReplyKind.Error, mixed.Items[3].Items[0].Kind);
        Assert.Empty(mixed.Items[3].Items[1].Items);
    }

    [Fact]
    public async Task A_script_runs_whether_Redis_knows_it_or_not()
    {
        var script = new RedisScript("return {KEYS[1], ARGV[1] + 1}");
        await Redis.CallAsync("SCRIPT", "FLUSH");
        for (var i = 0; i < 2; i++)
        {
            var reply = await script.RunAsync(Redis, ["key"], [41]);
            Assert.Equal(("key", 42L), (reply.Items[0].AsString(), reply.Items[1].Integer));
        }
    }

    [Fact]
    public async Task Twenty_thousand_calls_at_once_get_their_own_answers()
    {
        var started = Stopwatch.GetTimestamp();
        var calls = Enumerable.Range(0, 20_000).Select(i => Redis.CallAsync("ECHO", i)).ToList();
        var answers = await Task.WhenAll(calls);
        Figures.Print($"Redis: 20,000 pipelined calls in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        for (var i = 0; i < answers.Length; i++)
            Assert.Equal($"{i}", answers[i].AsString());
    }

    [Fact]
    public async Task Callers_on_many_threads_never_get_each_other_s_answers() =>
        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 200; i++)
                            Assert.Equal($"{caller}:{i}", (await Redis.CallAsync("ECHO", $"{caller}:{i}")).AsString());
                    })
                )
        );

    /// <summary>The same random commands through both clients, to keys of their own: every answer is the same.</summary>
    [Fact]
    public async Task It_reads_answers_as_another_client_does()
    {
        const int seed = 20261125;
        var random = new Random(seed);
        var shared = RunningRedisClient.Shared;
        using var other = await ConnectionMultiplexer.ConnectAsync($"{shared.Host}:{shared.Port}");
        var theirs = other.GetDatabase();
        for (var i = 0; i < 2_000; i++)
        {
            var (name, arguments) = RandomCommand(random);
            var expected = await OutcomeAsync(async () =>
                Print(await theirs.ExecuteAsync(name, [.. arguments.Select(a => Keyed(a, "theirs:"))]))
            );
            var actual = await OutcomeAsync(async () =>
                Print(await Redis.CallAsync([name, .. arguments.Select(a => Argument(Keyed(a, "ours:")))]))
            );
            Assert.True(expected == actual, $"seed {seed}, command {i} {name}: {expected} / {actual}");
        }
        foreach (var side in (string[])["ours:", "theirs:"])
        foreach (var kind in "slhz")
            await Redis.CallAsync("DEL", _prefix + side + kind);
    }

    private static (string Name, object[] Arguments) RandomCommand(Random random)
    {
        var bytes = new byte[random.Next(0, 40)];
        random.NextBytes(bytes);
        long number = random.Next(-3, 12);
        (string, object[])[] commands =
        [
            ("SET", [new KeyOf("s"), bytes]),
            ("SET", [new KeyOf("s"), number]),
            ("GET", [new KeyOf("s")]),
            ("APPEND", [new KeyOf("s"), bytes]),
            ("INCRBY", [new KeyOf("s"), number]),
            ("STRLEN", [new KeyOf("s")]),
            ("DEL", [new KeyOf("s")]),
            ("LPUSH", [new KeyOf("l"), bytes, "x"]),
            ("LRANGE", [new KeyOf("l"), number, -1L]),
            ("LTRIM", [new KeyOf("l"), 0L, 20L]),
            ("RPOP", [new KeyOf("l")]),
            ("RPOP", [new KeyOf("l"), 2L]),
            ("LINDEX", [new KeyOf("l"), number]),
            ("HSET", [new KeyOf("h"), $"f{number}", bytes]),
            ("HMGET", [new KeyOf("h"), "f1", "f2", "f3"]),
            ("HLEN", [new KeyOf("h")]),
            ("ZADD", [new KeyOf("z"), number, $"m{number}"]),
            ("ZRANGE", [new KeyOf("z"), 0L, -1L, "WITHSCORES"]),
            ("INCR", [new KeyOf("l")]),
            ("EVAL", ["return {ARGV[1], {2, false, {}}, 'e'}", 0L, bytes]),
            ("TYPE", [new KeyOf("z")]),
        ];
        return commands[random.Next(commands.Length)];
    }

    private object Keyed(object argument, string side) => argument is KeyOf key ? _prefix + side + key.Name : argument;

    private static RedisArgument Argument(object argument) =>
        argument switch
        {
            byte[] bytes => bytes,
            long number => number,
            _ => (string)argument,
        };

    private static async Task<string> OutcomeAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is RedisServerException or StackExchange.Redis.RedisServerException)
        {
            return "error " + e.Message;
        }
    }

    private static string Print(RedisResult result)
    {
        if (result.IsNull)
            return "nil";
        try
        {
            return "[" + string.Join(' ', ((RedisResult[])result).Select(Print)) + "]";
        }
        catch (InvalidCastException)
        {
            return Convert.ToHexString((byte[])result);
        }
    }

    private static string Print(RedisReply reply) =>
        reply.Kind switch
        {
            RedisReplyKind.Nil => "nil",
            RedisReplyKind.Array => "[" + string.Join(' ', reply.Items.Select(Print)) + "]",
            RedisReplyKind.Blob => Convert.ToHexString(reply.Blob),
            RedisReplyKind.Integer => Convert.ToHexString(Encoding.UTF8.GetBytes($"{reply.Integer}")),
            _ => Convert.ToHexString(Encoding.UTF8.GetBytes(reply.Text)),
        };

    private string Key(string name) => _prefix + name;

    private sealed record KeyOf(string Name);
}
