using System.Globalization;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Mirror;

/// <summary>Redis as operators see it: redis-cli, in a database that only one story uses and may flush.</summary>
internal sealed class OperatorsRedis(int database)
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>REDIS_URL of the service.</summary>
    public string Url { get; } = new UriBuilder(TestEnvironment.RedisUrl) { Path = $"/{database}" }.Uri.ToString();

    /// <summary>The texts that wait, as the runbook asks.</summary>
    public async Task<int> QueueLengthAsync() =>
        int.Parse(Assert.Single(await RunAsync("LLEN", "sms:queue")), CultureInfo.InvariantCulture);

    public Task<IReadOnlyList<string>> QueueAsync() => RunAsync("LRANGE", "sms:queue", "0", "-1");

    public Task<IReadOnlyList<string>> CallKeysAsync() => RunAsync("KEYS", "call:*");

    public async Task FlushAsync() => Assert.Equal(["OK"], await RunAsync("FLUSHDB"));

    /// <summary>Runs a command.</summary>
    /// <returns>The lines that redis-cli prints where nobody looks at a terminal.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(params string[] command)
    {
        var url = new Uri(Url);
        var result = await CommandResult.RunAsync(
            "redis-cli",
            ["-h", url.Host, "-p", $"{url.Port}", "-n", $"{database}", .. command],
            NoEnvironment
        );
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return [.. result.Output.Split('\n').Where(line => line.Length > 0)];
    }
}
