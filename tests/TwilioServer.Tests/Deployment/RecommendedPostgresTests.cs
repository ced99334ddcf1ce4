using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Deployment;

/// <summary>What <c>deploy/postgresql.conf</c> recommends exists, and gives no durability away.</summary>
public sealed class RecommendedPostgresTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Dictionary<string, string> Settings = Repository
        .Read("deploy/postgresql.conf")
        .Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    [InlineData("synchronous_commit")]
    public void Durability_stays_on(string name) => Assert.Equal("on", Settings[name]);

    [Fact]
    public async Task PostgreSQL_knows_every_setting()
    {
        var known = await database.QueryAsync<string>("SELECT name FROM pg_settings");
        Assert.Empty(Settings.Keys.Except(known, StringComparer.Ordinal));
    }
}
