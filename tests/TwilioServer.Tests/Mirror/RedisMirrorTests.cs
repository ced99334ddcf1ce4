using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using TwilioServer.Mirror;
using TwilioServer.Redis;
using TwilioServer.Tests.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Mirror;

/// <summary>The mirror against a Redis of its own, which others empty, change and read meanwhile.</summary>
public sealed class RedisMirrorTests : IAsyncLifetime
{
    private static readonly MirrorImage Nothing = new([], []);

    private readonly RedisProcess _server = new();
    private readonly Random _ids = new(7);
    private RunningRedisClient _running = null!;

    private RedisClient Redis => _running.Client;

    private RedisMirror Mirror => new(Redis);

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _running = await RunningRedisClient.StartAsync(_server.Endpoint, TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_list_is_what_waits_in_its_order()
    {
        var ids = NewIds(2_500);
        Assert.Equal(new MirrorWrites(true, 0), await Mirror.SettleAsync(new MirrorImage(ids, [])));
        Assert.Equal(ids, await ListAsync());
        List<string> later = [.. ids.Skip(700), .. NewIds(3)];
        await Mirror.SettleAsync(new MirrorImage(later, []));
        Assert.Equal(later, await ListAsync());
        await Mirror.SettleAsync(Nothing);
        Assert.Equal(0, (await Redis.CallAsync("EXISTS", RedisMirror.Queue)).Integer);
    }

    [Fact]
    public async Task A_snapshot_says_who_calls_whom_and_how_far_it_is()
    {
        await Mirror.SettleAsync(new MirrorImage([], [CallOf(1, stage: "voicemail", missed: true)]));
        var snapshot = JsonNode.Parse((await Redis.CallAsync("GET", KeyOf(1))).Blob);
        var expected = new JsonObject
        {
            ["callSid"] = SidOf(1),
            ["tenantId"] = Samples.TenantId.ToString(),
            ["from"] = Samples.CallerNumber,
            ["to"] = Samples.BusinessNumber,
            ["status"] = "in-progress",
            ["stage"] = "voicemail",
            ["missed"] = true,
            ["startedAt"] = "2026-11-16T12:00:00+00:00",
        };
        Assert.Equal(expected.ToJsonString(), snapshot!.ToJsonString());
        Assert.InRange((await Redis.CallAsync("TTL", KeyOf(1))).Integer, 170, 180);
    }

    [Fact]
    public async Task A_call_s_snapshot_follows_it_lives_as_long_and_goes_with_it()
    {
        await Mirror.SettleAsync(new MirrorImage([], [CallOf(1), CallOf(2)]));
        await Redis.CallAsync("EXPIRE", KeyOf(1), 5);
        var image = new MirrorImage([], [CallOf(1), CallOf(2, stage: "answered", missed: false)]);
        Assert.Equal(1, (await Mirror.SettleAsync(image)).Calls);
        await ShowsAsync(image, "a call changed");
        Assert.True((await Redis.CallAsync("TTL", KeyOf(1))).Integer > 100, "kept alive");
        // Another process than the one that wrote it finds that it is over.
        await new RedisMirror(Redis).SettleAsync(new MirrorImage([], [CallOf(1)]));
        await ShowsAsync(new MirrorImage([], [CallOf(1)]), "a call is over");
        await Redis.CallAsync("SET", "call:of-somebody-else", "x");
        await Mirror.SettleAsync(Nothing);
        Assert.Equal(["call:of-somebody-else"], await KeysAsync());
    }

    /// <summary>Asked of Redis itself, which counts the commands that scripts run, too.</summary>
    [Fact]
    public async Task Nothing_is_written_where_nothing_is_amiss()
    {
        var image = new MirrorImage(NewIds(40), [CallOf(1), CallOf(2)]);
        Assert.Equal(new MirrorWrites(true, 2), await Mirror.SettleAsync(image));
        await Redis.CallAsync("CONFIG", "RESETSTAT");
        for (var i = 0; i < 3; i++)
            Assert.Equal(new MirrorWrites(false, 0), await Mirror.SettleAsync(image));
        var stats = (await Redis.CallAsync("INFO", "commandstats")).AsString()!;
        Assert.Contains("cmdstat_evalsha:calls=6,", stats, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_rpush:", stats, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_set:", stats, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_del:", stats, StringComparison.Ordinal);
    }

    /// <summary>Whatever anybody does to these keys, the next look puts it right.</summary>
    [Theory]
    [InlineData(20261125)]
    [InlineData(3)]
    public async Task Whatever_happens_to_Redis_one_look_makes_it_right(int seed)
    {
        var random = new Random(seed);
        var image = Nothing;
        for (var turn = 0; turn < 150; turn++)
        {
            string[] harm = [];
            if (random.Next(2) == 0)
                image = Next(image, random);
            else
                harm = Harm(image, random);
            if (harm.Length > 0)
                await Redis.CallAsync([.. harm.Select(word => (RedisArgument)word)]);
            await new RedisMirror(Redis).SettleAsync(image);
            await ShowsAsync(image, $"seed {seed}, turn {turn}, {string.Join(' ', harm)}");
        }
    }

    [Fact]
    public async Task A_reader_sees_one_list_or_the_other_and_never_half_of_one()
    {
        var lists = new[] { NewIds(3_000), NewIds(5_000) };
        await Mirror.SettleAsync(new MirrorImage(lists[0], []));
        await using var reader = await RunningRedisClient.StartAsync(_server.Endpoint, TimeSpan.FromSeconds(10));
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 40; i++)
                await Mirror.SettleAsync(new MirrorImage(lists[i % 2], []));
        });
        var seen = new HashSet<long>();
        while (!writing.IsCompleted)
            seen.Add((await reader.Client.CallAsync("LLEN", RedisMirror.Queue)).Integer);
        await writing;
        Assert.Equal([3_000, 5_000], seen.Order());
    }

    [Fact]
    public async Task As_much_as_is_ever_shown_keeps_Redis_busy_for_moments_only()
    {
        var image = new MirrorImage(
            NewIds(MirrorSource.MostShown),
            [.. Enumerable.Range(0, 1_000).Select(i => CallOf(i))]
        );
        await Mirror.SettleAsync(image);
        await Redis.CallAsync("FLUSHDB");
        await Redis.CallAsync("CONFIG", "RESETSTAT");
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(new MirrorWrites(true, 1_000), await Mirror.SettleAsync(image));
        var written = Stopwatch.GetElapsedTime(started);
        await ShowsAsync(image, "as much as is ever shown");
        started = Stopwatch.GetTimestamp();
        Assert.Equal(new MirrorWrites(false, 0), await Mirror.SettleAsync(image));
        Figures.Print(
            $"Mirror: 10,000 waiting texts and 1,000 live calls written in {written.TotalMilliseconds:0.0} ms, found right in "
                + $"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms"
        );
    }

    [Fact]
    public async Task A_Redis_that_takes_nothing_more_says_so_and_has_all_once_it_does()
    {
        var image = new MirrorImage(NewIds(10), [CallOf(1)]);
        await Redis.CallAsync("CONFIG", "SET", "maxmemory", 1);
        await Assert.ThrowsAsync<RedisServerException>(() => Mirror.SettleAsync(image));
        await Redis.CallAsync("CONFIG", "SET", "maxmemory", 0);
        await Mirror.SettleAsync(image);
        await ShowsAsync(image, "there is room again");
    }

    /// <summary>A command of somebody who should know better.</summary>
    private static string[] Harm(MirrorImage image, Random random)
    {
        var call = image.Calls.Count == 0 ? null : KeyOf(image.Calls[random.Next(image.Calls.Count)]);
        string[][] harms =
        [
            ["FLUSHDB"],
            ["DEL", RedisMirror.Queue],
            ["DEL", RedisMirror.KnownCalls],
            ["LPOP", RedisMirror.Queue],
            ["RPUSH", RedisMirror.Queue, "foreign"],
            ["SET", RedisMirror.Queue, "no list"],
            ["SADD", RedisMirror.KnownCalls, "long-gone"],
            ["SCRIPT", "FLUSH"],
            .. image.Queue.Count == 0
                ? []
                : (string[][])
                    [
                        ["LSET", RedisMirror.Queue, "-1", "foreign"],
                    ],
            .. call is null
                ? []
                : (string[][])
                    [
                        ["DEL", call],
                        ["SET", call, "no snapshot"],
                        [
                            "EVAL",
                            "redis.call('DEL', KEYS[1]) return redis.call('RPUSH', KEYS[1], 'no text')",
                            "1",
                            call,
                        ],
                    ],
        ];
        return harms[random.Next(harms.Length)];
    }

    /// <summary>Some texts have left, some came, and calls began, went on or ended.</summary>
    private MirrorImage Next(MirrorImage image, Random random) =>
        new(
            [.. image.Queue.Where(_ => random.Next(4) > 0), .. NewIds(random.Next(1, 6))],
            [
                .. Enumerable
                    .Range(0, 5)
                    .Where(_ => random.Next(3) > 0)
                    .Select(i => CallOf(i, random.Next(2) == 0 ? "dialing" : "voicemail")),
            ]
        );

    private async Task ShowsAsync(MirrorImage image, string when)
    {
        Assert.True(image.Queue.SequenceEqual(await ListAsync()), $"the list, {when}");
        var expected = image.Calls.Select(KeyOf).Order(StringComparer.Ordinal);
        var keys = await KeysAsync();
        Assert.True(expected.SequenceEqual(keys), $"the calls {string.Join(' ', keys)}, {when}");
        foreach (var call in image.Calls)
        {
            var snapshot = (await Redis.CallAsync("GET", KeyOf(call))).AsString();
            Assert.True(Encoding.UTF8.GetString(call.ToJson()) == snapshot, $"{snapshot}, {when}");
        }
    }

    private async Task<IReadOnlyList<string>> ListAsync() =>
        [.. (await Redis.CallAsync("LRANGE", RedisMirror.Queue, 0, -1)).Items.Select(item => item.AsString()!)];

    private async Task<IReadOnlyList<string>> KeysAsync() =>
        [
            .. (await Redis.CallAsync("KEYS", "call:*"))
                .Items.Select(item => item.AsString()!)
                .Order(StringComparer.Ordinal),
        ];

    private List<string> NewIds(int count)
    {
        var bytes = new byte[16];
        var ids = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            _ids.NextBytes(bytes);
            ids.Add(new Guid(bytes).ToString());
        }
        return ids;
    }

    private static string SidOf(int index) => $"CA{index:x32}";

    private static string KeyOf(LiveCall call) => RedisMirror.CallPrefix + call.CallSid;

    private static string KeyOf(int index) => RedisMirror.CallPrefix + SidOf(index);

    private static LiveCall CallOf(int index, string stage = "dialing", bool? missed = null) =>
        new(
            SidOf(index),
            Samples.TenantId,
            Samples.CallerNumber,
            Samples.BusinessNumber,
            stage == "dialing" ? "ringing" : "in-progress",
            stage,
            missed,
            TestClock.Noon
        );
}
