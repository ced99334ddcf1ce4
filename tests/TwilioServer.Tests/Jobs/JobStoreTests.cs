using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

public sealed class JobStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly TestClock _clock = new();
    private JobStore Store => new(database.DataSource, _clock);

    [Fact]
    public async Task At_most_so_many_of_each_kind_are_claimed_the_oldest_first()
    {
        var node = await NodeAsync();
        await JobHarness.AddAsync(database, "claim.b", TestClock.Noon.AddSeconds(-1), count: 5);
        await JobHarness.AddAsync(database, "claim.a", TestClock.Noon, count: 5);
        await JobHarness.AddAsync(database, "claim.a", TestClock.Noon.AddSeconds(-9), count: 1);
        var jobs = await Store.ClaimAsync(
            node,
            ["claim.a", "claim.b", "claim.none"],
            [2, 3, 4],
            CancellationToken.None
        );
        Assert.Equal(
            [("claim.a", 2), ("claim.b", 3)],
            jobs.CountBy(job => job.Kind).Select(kind => (kind.Key, kind.Value)).Order()
        );
        Assert.All(jobs, job => Assert.Equal((node, 1), (job.NodeId, job.Attempt)));
        Assert.Equal(
            1,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM twilio_server.jobs WHERE kind = 'claim.a' AND state = 'running' AND run_at < @Noon",
                new { TestClock.Noon }
            )
        );
    }

    [Fact]
    public async Task Two_nodes_never_claim_the_same_job()
    {
        var (one, other) = (await NodeAsync(), await NodeAsync());
        await JobHarness.AddAsync(database, "race", TestClock.Noon, count: 100);
        var claims = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Store.ClaimAsync(i % 2 == 0 ? one : other, ["race"], [10], default))
        );
        var ids = claims.SelectMany(jobs => jobs).Select(job => job.JobId).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        while (await Store.ClaimAsync(one, ["race"], [50], default) is { Count: > 0 } rest)
            ids.AddRange(rest.Select(job => job.JobId));
        Assert.Equal(100, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_node_that_ended_claims_nothing()
    {
        var node = await NodeAsync();
        await JobHarness.AddAsync(database, "ended", TestClock.Noon);
        await database.ExecuteAsync(
            "UPDATE twilio_server.nodes SET ended_at = now() WHERE node_id = @node",
            new { node }
        );
        Assert.Empty(await Store.ClaimAsync(node, ["ended"], [1], default));
    }

    [Fact]
    public async Task A_claim_tells_when_the_next_job_is_due_that_is_not_due_yet()
    {
        var node = await NodeAsync();
        Assert.Null((await ClaimAsync(node)).NextDue);
        await JobHarness.AddAsync(database, "due", TestClock.Noon);
        await JobHarness.AddAsync(database, "due", TestClock.Noon.AddHours(2));
        await JobHarness.AddAsync(database, "due", TestClock.Noon.AddHours(1));
        await JobHarness.AddAsync(database, "due.other", TestClock.Noon.AddMinutes(1));
        Assert.Equal(TestClock.Noon.AddHours(1), (await ClaimAsync(node)).NextDue);

        Task<ClaimedJobs> ClaimAsync(long node) => Store.ClaimAsync(node, ["due"], [1], waits: null, default);
    }

    [Fact]
    public async Task Only_the_holder_ends_a_job()
    {
        var node = await NodeAsync();
        await JobHarness.AddAsync(database, "holder", TestClock.Noon);
        var job = (await Store.ClaimAsync(node, ["holder"], [1], default)).Single();
        await Store.EndAsync(job.Claim with { NodeId = node + 1 }, JobEnd.Done, default);
        await Store.EndAsync(job.Claim with { Attempt = 2 }, JobEnd.Done, default);
        Assert.Equal("running", await StateAsync("holder"));
        await Store.EndAsync(job.Claim, JobEnd.Done, default);
        Assert.Equal("done", await StateAsync("holder"));
    }

    [Fact]
    public async Task A_unique_key_counts_while_its_job_waits_or_runs()
    {
        await using var harness = new JournalHarness(database);
        var timer = new { key = "call.resolve:" + JournalHarness.Sid(1) };
        await harness.AppendAsync(1, CallStory.Ended());
        await JobHarness.AddAsync(database, "unrelated", TestClock.Noon, uniqueKey: "another key");
        const string again = """
            INSERT INTO twilio_server.jobs (kind, unique_key, payload, run_at, max_attempts, created_at)
            SELECT kind, unique_key, payload, run_at, max_attempts, created_at
            FROM twilio_server.jobs WHERE unique_key = @key LIMIT 1 ON CONFLICT DO NOTHING
            """;
        const string count = "SELECT count(*) FROM twilio_server.jobs WHERE unique_key = @key";
        await database.ExecuteAsync(again, timer);
        Assert.Equal(1, await database.ScalarAsync<long>(count, timer));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var job = (await Store.ClaimAsync(await NodeAsync(), [CallDecider.ResolveJob], [1], default)).Single();
        await database.ExecuteAsync(again, timer);
        Assert.Equal(1, await database.ScalarAsync<long>(count, timer));
        await Store.EndAsync(job.Claim, JobEnd.Done, default);
        await database.ExecuteAsync(again, timer);
        Assert.Equal(2, await database.ScalarAsync<long>(count, timer));
    }

    private Task<long> NodeAsync() =>
        database.ScalarAsync<long>(
            "INSERT INTO twilio_server.nodes (host, process_id) VALUES ('test', 1) RETURNING node_id"
        );

    private Task<string> StateAsync(string kind) =>
        database.ScalarAsync<string>("SELECT state FROM twilio_server.jobs WHERE kind = @kind", new { kind });
}
