using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.RateLimits;

/// <summary>Redis takes connections and says nothing: the worst way in which it can be away.</summary>
public sealed class SilentRedisScenarios
{
    private const string OtherCustomer = "+12125550147";

    [Fact]
    public async Task Texts_go_and_wait_at_the_tenant_s_rate_as_if_nothing_were_amiss()
    {
        await using var network = TcpProxy.Before(TestEnvironment.RedisUrl);
        network.Blackhole();
        await using var stack = await Stack.StartAsync();
        await stack.Server.KillAsync();
        await stack.StartServerAsync(
            settings: [("REDIS_URL", network.Through(TestEnvironment.RedisUrl)), ("SMS_RATE_LIMIT", "1")]
        );
        var business = await Business.OpenAsync(stack);
        await business.OwnerDoesNotAnswerAsync();

        await (await business.CustomerCallsAsync()).EndsAsync();
        await business.CustomerGetsTextAsync();
        await (await business.CustomerCallsAsync(from: OtherCustomer)).EndsAsync();

        var wait = await WaitOfAsync(stack, OtherCustomer);
        Assert.True(network.Accepted > 0, "the service tried Redis");
        Assert.InRange(wait, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(61));
        Assert.Single(await stack.Emulator.EventsAsync("message.created"));
    }

    /// <summary>For how long the text to somebody was put aside.</summary>
    private static async Task<TimeSpan> WaitOfAsync(Stack stack, string customer)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var wait = await connection.ExecuteScalarAsync<TimeSpan?>(
                """
                SELECT j.run_at - now()
                FROM twilio_server.jobs j JOIN sms_messages m ON m.message_id = j.stream_id
                WHERE m.to_number = @customer AND m.status = 'queued' AND j.state = 'available' AND j.attempt = 1
                """,
                new { customer }
            );
            if (wait is not null)
                return wait.Value;
            await Task.Delay(20);
        }
        Assert.Fail("The second text was not put aside.\n" + stack.ServerLog);
        return default;
    }
}
