using System.Text.Json;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Mirror;

/// <summary>What operators see in Redis, with the runbook's commands, and what they may do to it.</summary>
public sealed class MirrorScenarios
{
    [Fact]
    public async Task A_live_call_is_shown_survives_the_clearing_of_the_cache_and_goes_when_it_ends()
    {
        var redis = new OperatorsRedis(database: 10);
        await using var stack = await Stack.StartAsync(("REDIS_URL", redis.Url));
        var business = await Business.OpenAsync(stack);
        await business.OwnerAnswersAfterAsync(seconds: 2, talksForSeconds: 60);
        var call = await business.CustomerCallsAsync();
        var key = "call:" + call.CallSid;
        await ComesAsync(async () => (await redis.CallKeysAsync()).Contains(key), stack);
        var snapshot = await SnapshotAsync(redis, key);
        Assert.Equal(
            (call.CallSid, business.Customer, business.Number, "dialing"),
            (Text(snapshot, "callSid"), Text(snapshot, "from"), Text(snapshot, "to"), Text(snapshot, "stage"))
        );
        Assert.Equal(business.TenantId, snapshot.GetProperty("tenantId").GetGuid());

        await ClearCallCacheAsync(redis);
        await ComesAsync(async () => (await redis.CallKeysAsync()).Contains(key), stack);
        await call.EndsAsync();
        await ComesAsync(async () => !(await redis.CallKeysAsync()).Contains(key), stack);
    }

    [Fact]
    public async Task While_sending_is_paused_LLEN_says_how_many_wait_through_flushes_and_a_process_s_end()
    {
        var redis = new OperatorsRedis(database: 11);
        await using var stack = await Stack.StartAsync(("REDIS_URL", redis.Url), ("PAUSE_OUTBOUND_SMS", "true"));
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        await (await business.CustomerCallsAsync()).EndsAsync();
        await (await business.CustomerCallsAsync(from: "+12125550147")).EndsAsync();
        await ComesAsync(async () => await redis.QueueLengthAsync() == 2, stack);
        await redis.FlushAsync();
        await ComesAsync(async () => await redis.QueueLengthAsync() == 2, stack);

        await using (await stack.StartFurtherServerAsync())
        {
            await stack.Server.KillAsync();
            await redis.FlushAsync();
            await ComesAsync(async () => await redis.QueueLengthAsync() == 2, stack);
        }

        await stack.StartServerAsync(settings: ("PAUSE_OUTBOUND_SMS", "false"));
        await business.CustomerGetsTextAsync();
        await ComesAsync(async () => await redis.QueueLengthAsync() == 0, stack);
        Assert.Equal(2, (await stack.Emulator.EventsAsync("message.created")).Count);
    }

    [Fact]
    public async Task Without_a_Redis_a_missed_call_gets_its_text()
    {
        await using var stack = await Stack.StartAsync(("REDIS_URL", ""));
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        await (await business.CustomerCallsAsync()).EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.DoesNotContain("Redis", stack.ServerLog, StringComparison.Ordinal);
    }

    /// <summary>The runbook's deployment: <c>redis-cli --scan --pattern "call:*" | xargs redis-cli DEL</c>.</summary>
    private static async Task ClearCallCacheAsync(OperatorsRedis redis)
    {
        var found = await redis.RunAsync("--scan", "--pattern", "call:*");
        Assert.NotEmpty(found);
        await redis.RunAsync(["DEL", .. found]);
    }

    private static async Task<JsonElement> SnapshotAsync(OperatorsRedis redis, string key) =>
        JsonDocument.Parse(Assert.Single(await redis.RunAsync("GET", key))).RootElement;

    private static string Text(JsonElement snapshot, string name) => snapshot.GetProperty(name).GetString()!;

    private static async Task ComesAsync(Func<Task<bool>> condition, Stack stack)
    {
        for (var attempt = 0; !await condition(); attempt++)
        {
            Assert.True(attempt < 500, stack.ServerLog);
            await Task.Delay(20);
        }
    }
}
