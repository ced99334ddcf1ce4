using TwilioServer.Mirror;
using TwilioServer.Redis;
using TwilioServer.Tests.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Mirror;

/// <summary>The mirror as it runs: PostgreSQL on one side, a Redis that comes and goes on the other.</summary>
public sealed class MirrorKeeperTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly LogLines<MirrorKeeper> _log = new();

    [Fact]
    public async Task A_Redis_that_was_emptied_killed_or_refused_shows_what_waits_again_and_tells_of_it_once()
    {
        await InsertWaitingAsync(30);
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var running = await RunningRedisClient.StartAsync(server.Endpoint);
        using var stopping = new CancellationTokenSource();
        var keeping = Keeper(running).RunAsync(Task.CompletedTask, stopping.Token);

        await ShowsAsync(running, 30);
        await running.Client.CallAsync("FLUSHDB");
        await ShowsAsync(running, 30);
        await server.KillAsync();
        await server.StartAsync();
        await ShowsAsync(running, 30);
        // Each outage that was told of has its end.
        await Eventually.TrueAsync(() => Task.FromResult(_log.Written.Count % 2 == 0), "the kill's end is told of");
        var before = _log.Written.Count;
        await running.Client.CallAsync("CONFIG", "SET", "min-replicas-to-write", 1);
        await database.ExecuteAsync("UPDATE sms_messages SET status = 'sent' WHERE message_id <= 10");
        await Eventually.TrueAsync(() => Task.FromResult(_log.Written.Count > before), "a refusal is told of");
        await running.Client.CallAsync("CONFIG", "SET", "min-replicas-to-write", 0);
        await ShowsAsync(running, 20);
        await Eventually.TrueAsync(() => Task.FromResult(_log.Written.Count == before + 2), "and of its end");

        await stopping.CancelAsync();
        await keeping.Soon();
    }

    /// <summary>Without Redis nothing is read for it either.</summary>
    [Fact]
    public async Task A_Redis_that_was_never_there_costs_nothing()
    {
        await using var nobody = new RedisProcess();
        await using var running = await RunningRedisClient.StartAsync(nobody.Endpoint);
        using var stopping = new CancellationTokenSource();
        var keeping = Keeper(running).RunAsync(Task.CompletedTask, stopping.Token);
        Assert.False(running.Client.IsConnected);
        await stopping.CancelAsync();
        await keeping.Soon();
        Assert.Empty(_log.Written);
    }

    private MirrorKeeper Keeper(RunningRedisClient running) =>
        new(
            new MirrorSource(database.DataSource),
            new RedisMirror(running.Client),
            running.Client,
            TimeProvider.System,
            _log
        );

    private static Task ShowsAsync(RunningRedisClient running, int waiting) =>
        Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await running.Client.CallAsync("LLEN", RedisMirror.Queue)).Integer == waiting;
                }
                catch (RedisException)
                {
                    return false;
                }
            },
            $"{waiting} texts are shown to wait"
        );

    private Task InsertWaitingAsync(int count) =>
        database.ExecuteAsync(
            """
            INSERT INTO sms_messages (
                message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, created_at,
                updated_at)
            SELECT i, md5(i::text)::uuid, @TenantId, 'outbound', 'text-back', '+1', '+2', 'x', 'queued', @Noon, @Noon
            FROM generate_series(1, @count) i
            """,
            new
            {
                Samples.TenantId,
                TestClock.Noon,
                count,
            }
        );
}
