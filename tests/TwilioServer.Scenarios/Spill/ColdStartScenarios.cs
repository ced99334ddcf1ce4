using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Spill;

/// <summary>The service starts while PostgreSQL is away.</summary>
public sealed class ColdStartScenarios
{
    [Fact]
    public async Task Started_without_its_database_the_service_answers_from_the_snapshot_and_catches_up_later()
    {
        await using var away = await AwayDatabase.StartAsync(withMasterKey: true);
        var (stack, business) = (away.Stack, away.Business);
        await SnapshotHoldsAsync(away);
        await stack.Server.KillAsync();
        away.Proxy.Refuse();
        away.Proxy.Reset();

        await stack.StartServerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        Assert.Equal(["Dial", "Say", "Record"], await call.VerbsAsync());
        Assert.Contains("Started from the snapshot", stack.ServerLog, StringComparison.Ordinal);
        var forged = await Forged.PostAsync(new Uri(stack.ServerUrl, "/webhooks/voice"));
        Assert.Equal(403, forged);
        away.Proxy.Heal();

        await business.CustomerGetsTextAsync();
        await away.IsDrainedAsync();
        await stack.Emulator.AdvanceAsync(10);
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.True((await call.RowAsync()).Missed);
        Assert.All(await call.LogAsync(), line => Assert.Equal("processed", line.Outcome));
    }

    [Fact]
    public async Task Without_a_master_key_of_its_own_it_cannot_start_and_says_why()
    {
        await using var away = await AwayDatabase.StartAsync(withMasterKey: false);
        await away.Stack.Server.KillAsync();
        away.Proxy.Refuse();
        away.Proxy.Reset();

        var ended = await away.Stack.RunAsync("serve");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("MASTER_KEY is only in the database", ended.Output, StringComparison.Ordinal);
        Assert.Contains("DATABASE_URL", ended.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(away.Stack.SpillDirectory));
    }

    /// <summary>The snapshot follows the business that was just opened, by announcement.</summary>
    private static async Task SnapshotHoldsAsync(AwayDatabase away)
    {
        var path = Path.Combine(away.Stack.SpillDirectory, "settings.snapshot");
        // One tenant with its settings and its number; before it was added the snapshot was much smaller.
        for (var attempt = 0; !File.Exists(path) || new FileInfo(path).Length < 500; attempt++)
        {
            Assert.True(attempt < 1000, $"No snapshot was written.\n{away.Stack.ServerLog}");
            await Task.Delay(20);
        }
    }

    private static class Forged
    {
        public static async Task<int> PostAsync(Uri url)
        {
            using var http = new HttpClient();
            using var form = new FormUrlEncodedContent([new("CallSid", "CA1"), new("AccountSid", Stack.AccountSid)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = form };
            request.Headers.Add("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
            using var response = await http.SendAsync(request);
            return (int)response.StatusCode;
        }
    }
}
