using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.RateLimits;
using TwilioServer.Redis;
using TwilioServer.Tests.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.RateLimits;

public sealed class RateBucketTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Limit = 40;
    private static readonly SendWindow Window = new(Limit, TimeSpan.FromMinutes(1));
    private readonly TestClock _clock = new();
    private readonly Guid _tenant = new Ambient().NewId();
    private long _sent;

    /// <summary>Of a number that takes no time: the tenant's bucket alone counts.</summary>
    private SendTurn Turn => new(_tenant, Samples.BusinessNumber, TimeSpan.Zero, SendLane.Conversation);

    private SentMessages Sent => new(database.DataSource, Window);

    private PostgresRateBuckets Postgres => new(database.DataSource, Sent, Window, _clock);

    /// <summary>The script in Redis and the function here, asked the same at the same moments.</summary>
    [Fact]
    public async Task Redis_and_the_function_give_the_same_answers()
    {
        const int seed = 41;
        var random = new Random(seed);
        var window = new SendWindow(7, TimeSpan.FromSeconds(6));
        await using var redis = await RunningRedisClient.StartAsync(timeout: TimeSpan.FromSeconds(10));
        var buckets = new RedisRateBuckets(redis.Client, new SentMessages(database.DataSource, window), window, _clock);
        var state = BucketState.Full;
        PaceState[] paces = [PaceState.Idle, PaceState.Idle, PaceState.Idle];
        for (var i = 0; i < 2_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(10) == 0 ? -500 : random.Next(2_000)));
            var from = random.Next(3);
            var turn = new SendTurn(
                _tenant,
                $"+1415555010{from}",
                TimeSpan.FromMicroseconds(random.Next(1, 4) * 1_234_567),
                (SendLane)random.Next(2)
            );
            (var expected, state, paces[from]) = turn.Take(window, state, paces[from], _clock.Now);
            var isDoubtful = random.Next(5) == 0;
            var actual = await buckets.TakeAsync(turn, isDoubtful, CancellationToken.None);
            Assert.True(expected == actual, $"seed {seed}, turn {i}: {expected:O} / {actual:O}");
        }
    }

    /// <summary>PostgreSQL keeps between two turns what the function gave.</summary>
    [Fact]
    public async Task PostgreSQL_and_the_function_give_the_same_answers()
    {
        const int seed = 43;
        var random = new Random(seed);
        var window = new SendWindow(7, TimeSpan.FromSeconds(6));
        var buckets = new PostgresRateBuckets(
            database.DataSource,
            new SentMessages(database.DataSource, window),
            window,
            _clock
        );
        var (state, pace) = (BucketState.Full, PaceState.Idle);
        for (var i = 0; i < 200; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
            var turn = new SendTurn(
                _tenant,
                "+14155550109",
                TimeSpan.FromMicroseconds(random.Next(1, 4) * 1_234_567),
                (SendLane)random.Next(2)
            );
            (var expected, state, pace) = turn.Take(window, state, pace, _clock.Now);
            var actual = await buckets.TakeAsync(turn, isDoubtful: false, CancellationToken.None);
            Assert.True(expected == actual, $"seed {seed}, turn {i}: {expected:O} / {actual:O}");
        }
    }

    [Fact]
    public async Task Many_at_once_get_as_many_tokens_as_there_are_from_PostgreSQL() =>
        await ManyAtOnceAsync(new SendRate(null, Postgres, database.DataSource, Window, _clock, Logger));

    [Fact]
    public async Task Many_at_once_get_as_many_tokens_as_there_are_from_Redis()
    {
        await using var redis = await RunningRedisClient.StartAsync(timeout: TimeSpan.FromSeconds(10));
        await ManyAtOnceAsync(Rate(redis.Client));
    }

    [Fact]
    public async Task Emptying_Redis_in_the_middle_of_a_burst_gives_nobody_a_second_minute_s_worth()
    {
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var redis = await RunningRedisClient.StartAsync(server.Endpoint, TimeSpan.FromSeconds(10));
        var rate = Rate(redis.Client);
        for (var i = 0; i < 3 * Limit; i++)
        {
            if (i % 10 == 5)
                await redis.Client.CallAsync("FLUSHDB");
            await SendAsync(rate);
        }
        Assert.Equal(Limit, _sent);
        _clock.Advance(TimeSpan.FromSeconds(61));
        await SendAsync(rate);
        Assert.Equal(Limit + 1, _sent);
    }

    [Fact]
    public async Task A_Redis_that_dies_and_comes_back_empty_changes_neither_the_limit_nor_that_messages_go()
    {
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var redis = await RunningRedisClient.StartAsync(server.Endpoint, TimeSpan.FromSeconds(10));
        var rate = Rate(redis.Client);
        await SendAsync(rate, 10);
        await server.KillAsync();
        await SendAsync(rate, 10);
        Assert.Equal(20, _sent);
        await server.StartAsync();
        await Eventually.TrueAsync(() => Task.FromResult(redis.Client.IsConnected), "Redis is back");
        await SendAsync(rate, 10);
        await server.KillAsync();
        await SendAsync(rate, 2 * Limit);
        Assert.Equal(Limit, _sent);
    }

    [Fact]
    public async Task A_Redis_that_says_nothing_costs_one_timeout_and_no_message()
    {
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var redis = await RunningRedisClient.StartAsync(server.Endpoint);
        var rate = Rate(redis.Client);
        await SendAsync(rate);
        await server.StandStillAsync();
        var started = Stopwatch.GetTimestamp();
        await SendAsync(rate, 20);
        Assert.Equal(21, _sent);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5), "each call would have cost 0.5 s");
        await server.GoOnAsync();
    }

    private static NullLogger<SendRate> Logger => NullLogger<SendRate>.Instance;

    private SendRate Rate(RedisClient redis) =>
        new(new RedisRateBuckets(redis, Sent, Window, _clock), Postgres, database.DataSource, Window, _clock, Logger);

    private async Task ManyAtOnceAsync(SendRate rate)
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5 * Limit).Select(_ => rate.TakeAsync(Turn, CancellationToken.None))
        );
        Assert.Equal(Limit, answers.Count(askAgainAt => askAgainAt is null));
        Assert.All(
            answers.Where(askAgainAt => askAgainAt is not null),
            askAgainAt => Assert.True(askAgainAt > _clock.Now)
        );
        // As many come back at once as there are tokens then, and the rest with the next ones.
        Assert.Equal(Limit, answers.Count(askAgainAt => askAgainAt == _clock.Now.AddMinutes(1)));
    }

    /// <summary>Sends as the service does: the attempt is on record before the first byte leaves.</summary>
    private async Task SendAsync(SendRate rate, int messages = 1)
    {
        for (var i = 0; i < messages; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            if (await rate.TakeAsync(Turn, CancellationToken.None) is not null)
                continue;
            _sent++;
            await database.ExecuteAsync(
                """
                INSERT INTO twilio_server.send_attempts (message_id, attempt, node_id, started_at, tenant_id)
                SELECT coalesce(max(message_id), 0) + 1, 1, 1, @now, @tenant FROM twilio_server.send_attempts
                """,
                new { now = _clock.Now, tenant = _tenant }
            );
        }
    }
}
