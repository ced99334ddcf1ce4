using System.Text.Json;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Spill;

/// <summary>Calls go on while PostgreSQL is away, and nothing of them is missing when it is back.</summary>
public sealed class OutageScenarios
{
    public enum Outage
    {
        /// <summary>PostgreSQL stopped: connections end, and new ones are refused.</summary>
        Stopped,

        /// <summary>Bytes get lost, and nobody is told.</summary>
        Silent,

        /// <summary>PostgreSQL stands still, and goes on later with what it was asked.</summary>
        Hanging,
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Silent)]
    [InlineData(Outage.Hanging)]
    public async Task A_missed_call_while_the_database_is_away_is_led_to_the_voicemail_and_texted_later(Outage outage)
    {
        await using var away = await AwayDatabase.StartAsync();
        var (stack, business) = (away.Stack, away.Business);
        Begin(outage, away.Proxy);

        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        Assert.Equal(["Dial", "Say", "Record"], await call.VerbsAsync());
        var webhooks = await call.WebhooksAsync();
        Assert.All(webhooks, webhook => Assert.InRange(StatusOf(webhook), 200, 204));
        await Console.Error.WriteLineAsync(
            $"   {outage}: {webhooks.Count} webhooks answered without the database in {webhooks.Max(MillisecondsOf):F0} ms at most"
        );
        Assert.Empty(await business.TextsSoFarToAsync(business.Customer));
        Assert.NotEmpty(away.SpillFiles());
        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
        {
            var (status, health) = await HealthAsync(stack, path);
            Assert.Equal((200, "degraded"), (status, health.GetProperty("status").GetString()));
            Assert.False(health.GetProperty("database").GetProperty("connected").GetBoolean());
            Assert.True(health.GetProperty("spill").GetProperty("open").GetBoolean());
            Assert.Equal(webhooks.Count, health.GetProperty("spill").GetProperty("waiting").GetInt32());
        }
        End(outage, away.Proxy);

        await business.CustomerGetsTextAsync();
        await away.IsDrainedAsync();
        await stack.Emulator.AdvanceAsync(10);
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Equal(("send", "no-answer"), await call.DecisionAsync());
        var row = await call.RowAsync();
        Assert.Equal(("no-answer", true, "ended"), (row.Status, row.Missed, row.Stage));
        Assert.Equal(webhooks.Count, (await call.LogAsync()).Count(line => line.Outcome == "processed"));
        Assert.Equal("healthy", (await HealthAsync(stack, "/health")).Body.GetProperty("status").GetString());
        Assert.DoesNotContain("fail: ", stack.ServerLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_began_before_the_outage_and_ends_after_it_is_one_call()
    {
        await using var away = await AwayDatabase.StartAsync();
        var (stack, business) = (away.Stack, away.Business);
        var call = await business.CustomerCallsAsync();
        await stack.Emulator.AdvanceAsync(5);
        Begin(Outage.Stopped, away.Proxy);
        await stack.Emulator.AdvanceAsync(20);
        End(Outage.Stopped, away.Proxy);
        await away.IsDrainedAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        Assert.Equal(["Dial", "Say", "Record"], await call.VerbsAsync());
        Assert.Single(await business.IntentStatusesAsync());
        Assert.True((await call.RowAsync()).Missed);
        Assert.All(await call.LogAsync(), line => Assert.Equal("processed", line.Outcome));
    }

    [Fact]
    public async Task Killed_while_the_database_is_away_the_service_imports_what_it_spilled_once()
    {
        await using var away = await AwayDatabase.StartAsync();
        var (stack, business) = (away.Stack, away.Business);
        Begin(Outage.Stopped, away.Proxy);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await stack.Server.KillAsync();
        End(Outage.Stopped, away.Proxy);
        Assert.NotEmpty(away.SpillFiles());

        await stack.StartServerAsync();

        await business.CustomerGetsTextAsync();
        await away.IsDrainedAsync();
        await stack.Emulator.AdvanceAsync(10);
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Single(await business.IntentStatusesAsync());
        Assert.Equal((await call.WebhooksAsync()).Count, (await call.LogAsync()).Count);
    }

    [Fact]
    public async Task A_node_whose_disk_fails_too_says_that_it_is_not_ready_and_takes_nothing_on_trust()
    {
        await using var away = await AwayDatabase.StartAsync();
        var (stack, business) = (away.Stack, away.Business);
        await stack.Server.KillAsync();
        await stack.StartServerAsync(settings: ("SPILL_DIR", "/proc/no-such-disk"));
        var (status, health) = await HealthAsync(stack, "/health/ready");
        Assert.Equal((200, "degraded"), (status, health.GetProperty("status").GetString()));
        Assert.False(health.GetProperty("spill").GetProperty("writable").GetBoolean());
        Begin(Outage.Stopped, away.Proxy);

        Assert.Equal(503, (await HealthAsync(stack, "/health/ready")).Status);
        Assert.Equal(200, (await HealthAsync(stack, "/health/live")).Status);
        var refused = await Webhook.VoiceAsync(stack, business.Number, business.Customer, "CA" + new string('7', 32));
        Assert.Equal(503, refused.Status);
        End(Outage.Stopped, away.Proxy);

        for (var attempt = 0; (await HealthAsync(stack, "/health/ready")).Status != 200; attempt++)
        {
            Assert.True(attempt < 500, "It did not become ready again.");
            await Task.Delay(20);
        }
        var taken = await Webhook.VoiceAsync(stack, business.Number, business.Customer, "CA" + new string('7', 32));
        Assert.Equal(200, taken.Status);
    }

    private static void Begin(Outage outage, TcpProxy proxy)
    {
        switch (outage)
        {
            case Outage.Stopped:
                proxy.Refuse();
                proxy.Reset();
                break;
            case Outage.Silent:
                proxy.Blackhole();
                break;
            default:
                proxy.Pause();
                break;
        }
    }

    private static void End(Outage outage, TcpProxy proxy)
    {
        proxy.Heal();
        // What was dropped never arrives: those connections are at an end, as the system finds out in the end.
        if (outage == Outage.Silent)
            proxy.Reset();
    }

    private static int StatusOf(JsonElement webhook) =>
        webhook.GetProperty("data").GetProperty("responseStatus").GetInt32();

    private static double MillisecondsOf(JsonElement webhook) =>
        webhook.GetProperty("data").GetProperty("durationMs").GetDouble();

    private static async Task<(int Status, JsonElement Body)> HealthAsync(Stack stack, string path)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(stack.ServerUrl, path));
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return ((int)response.StatusCode, body);
    }
}
