using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>A process dies: the others find out by its lock and take its jobs.</summary>
public sealed class NodeSessionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_jobs_of_a_killed_node_run_elsewhere()
    {
        using var died = new CancellationTokenSource();
        var dead = Session();
        var session = dead.RunAsync(died.Token);
        await dead.Registered.Soon();
        await JobHarness.AddAsync(database, "rescue", TestClock.Noon, count: 3);
        var store = new JobStore(database.DataSource, new TestClock());
        Assert.Equal(3, (await store.ClaimAsync(dead.NodeId, ["rescue"], [3], default)).Count);

        var handler = new TestHandler("rescue", 3, _ => Task.CompletedTask);
        await using var survivor = new JobHarness(database, new TestClock(), 10, handler);
        await survivor.Node.Registered.Soon();
        Assert.Equal(0, await store.RescueAsync(survivor.Node.NodeId, default));

        await died.CancelAsync();
        await KillAsync(dead.NodeId);
        await session.Soon();
        for (var i = 0; i < 3; i++)
            await handler.StartedAsync();
        Assert.All(handler.Seen, job => Assert.Equal((survivor.Node.NodeId, 2), (job.NodeId, job.Attempt)));
    }

    /// <summary>A job that takes its process down would otherwise take down the next one, and so on.</summary>
    [Fact]
    public async Task A_job_whose_last_attempt_died_with_its_node_is_dead()
    {
        using var died = new CancellationTokenSource();
        var dead = Session();
        var session = dead.RunAsync(died.Token);
        await dead.Registered.Soon();
        await JobHarness.AddAsync(database, "killer", TestClock.Noon, count: 1);
        await database.ExecuteAsync("UPDATE twilio_server.jobs SET max_attempts = 1 WHERE kind = 'killer'");
        var store = new JobStore(database.DataSource, new TestClock());
        await store.ClaimAsync(dead.NodeId, ["killer"], [1], default);

        await died.CancelAsync();
        await session.Soon();
        await dead.EndAsync();
        await store.RescueAsync(0, default);
        Assert.Equal(
            "dead",
            await database.ScalarAsync<string>("SELECT state FROM twilio_server.jobs WHERE kind = 'killer'")
        );
    }

    [Fact]
    public async Task A_node_that_lost_its_session_comes_back_under_a_higher_number()
    {
        using var stop = new CancellationTokenSource();
        var node = Session();
        var session = node.RunAsync(stop.Token);
        await node.Registered.Soon();
        var first = node.NodeId;
        await KillAsync(first);
        await Eventually.TrueAsync(() => Task.FromResult(node.NodeId > first), "a new number");
        await stop.CancelAsync();
        await session.Soon();
    }

    [Fact]
    public async Task A_node_that_ends_says_so()
    {
        using var stop = new CancellationTokenSource();
        var node = Session();
        var session = node.RunAsync(stop.Token);
        await node.Registered.Soon();
        await stop.CancelAsync();
        await session.Soon();
        await node.EndAsync();
        Assert.True(
            await database.ScalarAsync<bool>(
                "SELECT ended_at IS NOT NULL FROM twilio_server.nodes WHERE node_id = @NodeId",
                new { node.NodeId }
            )
        );
    }

    private NodeSession Session() =>
        new(
            database.DataSource,
            new Dictionary<string, Action>(StringComparer.Ordinal),
            TimeProvider.System,
            NullLogger<NodeSession>.Instance
        );

    /// <summary>Ends the backend that holds the node's lock, as the death of the process would.</summary>
    private Task KillAsync(long node) =>
        database.ExecuteAsync(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND classid = @LockClass::oid AND objid = @node::oid
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            new { NodeSession.LockClass, node }
        );
}
