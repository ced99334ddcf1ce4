using TwilioServer.Jobs;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

public sealed class JobRetentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>More than one piece of the deletion, with some of each state in every piece.</summary>
    private const string Fill = """
        INSERT INTO twilio_server.jobs (kind, payload, state, run_at, max_attempts, created_at, finished_at)
        SELECT 'kept', '{}', (ARRAY['done', 'dead', 'canceled', 'available'])[n % 4 + 1], @At, 3, @At,
            CASE WHEN n % 4 < 3 THEN @At END
        FROM generate_series(1, @Count) n
        """;

    [Fact]
    public async Task Done_jobs_go_first_dead_and_canceled_ones_later_and_open_ones_never()
    {
        var now = TestClock.Noon;
        await database.ExecuteAsync("TRUNCATE twilio_server.jobs");
        await database.ExecuteAsync(Fill, new { At = now.AddDays(-40), Count = 8000 });
        await database.ExecuteAsync(Fill, new { At = now.AddDays(-2), Count = 8000 });
        await database.ExecuteAsync(Fill, new { At = now.AddHours(-1), Count = 400 });
        var store = new JobStore(database.DataSource, new TestClock());
        Assert.Equal(8000, await store.DeleteFinishedAsync(now.AddDays(-1), now.AddDays(-30), default));
        Assert.Equal(0, await store.DeleteFinishedAsync(now.AddDays(-1), now.AddDays(-30), default));
        Assert.Equal(100, await database.CountAsync("kept", "done"));
        Assert.Equal(2100, await database.CountAsync("kept", "dead"));
        Assert.Equal(2100, await database.CountAsync("kept", "canceled"));
        Assert.Equal(4100, await database.CountAsync("kept", "available"));
    }

    [Fact]
    public async Task Nodes_that_ended_long_ago_go_too()
    {
        var (old, living) = (await database.AddNodeAsync(), await database.AddNodeAsync());
        await database.ExecuteAsync(
            "UPDATE twilio_server.nodes SET ended_at = @At, rescued_at = @At WHERE node_id = @old",
            new { At = TestClock.Noon.AddDays(-31), old }
        );
        var store = new JobStore(database.DataSource, new TestClock());
        await store.DeleteFinishedAsync(TestClock.Noon.AddDays(-1), TestClock.Noon.AddDays(-30), default);
        Assert.Equal(
            [living],
            await database.QueryAsync<long>(
                "SELECT node_id FROM twilio_server.nodes WHERE node_id IN (@old, @living)",
                new { old, living }
            )
        );
    }

    /// <summary>The runner does it by itself.</summary>
    [Fact]
    public async Task A_runner_deletes_what_is_old_when_it_starts()
    {
        await database.ExecuteAsync(Fill, new { At = TestClock.Noon.AddDays(-50), Count = 40 });
        var handler = new TestHandler("unrelated", 1, _ => Task.CompletedTask);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await Eventually.TrueAsync(
            async () =>
                await database.ScalarAsync<bool>(
                    "SELECT NOT EXISTS (SELECT 1 FROM twilio_server.jobs WHERE state = 'done' AND finished_at < @At)",
                    new { At = TestClock.Noon.AddDays(-49) }
                ),
            "the old ones are gone"
        );
    }
}
