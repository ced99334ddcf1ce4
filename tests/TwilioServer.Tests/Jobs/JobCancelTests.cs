using TwilioServer.Ops.JobsDesk;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>What an operator does to jobs: cancel, list those that are dead, retry.</summary>
public sealed class JobCancelTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly JobDesk _desk = new(database.DataSource, new TestClock());

    [Fact]
    public async Task A_waiting_job_is_canceled_and_never_runs()
    {
        await JobHarness.AddAsync(database, "cancel.waiting", TestClock.Noon);
        Assert.Equal("canceled", await CancelAsync("cancel.waiting"));
        var handler = new TestHandler("cancel.waiting", 1, _ => Task.CompletedTask);
        var other = new TestHandler("cancel.other", 1, _ => Task.CompletedTask);
        await JobHarness.AddAsync(database, other.Kind, TestClock.Noon);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler, other);
        await other.StartedAsync();
        Assert.Empty(handler.Seen);
        Assert.Equal("canceled 0", await database.OnlyAsync("cancel.waiting"));
    }

    [Fact]
    public async Task A_running_job_that_can_stop_is_stopped()
    {
        var handler = new TestHandler("cancel.heeding", 1, (_, stop) => Task.Delay(Timeout.Infinite, stop));
        await JobHarness.AddAsync(database, handler.Kind, TestClock.Noon);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await handler.StartedAsync();
        Assert.Equal("running", await CancelAsync(handler.Kind));
        await database.BecomesAsync(handler.Kind, "canceled 1");
    }

    /// <summary>A text whose request has left cannot be called back: its job ends as it ends.</summary>
    [Fact]
    public async Task A_running_job_that_must_not_stop_finishes()
    {
        var release = new TaskCompletionSource();
        var handler = new TestHandler("cancel.deaf", 1, _ => release.Task);
        await JobHarness.AddAsync(database, handler.Kind, TestClock.Noon);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await handler.StartedAsync();
        Assert.Equal("running", await CancelAsync(handler.Kind));
        release.SetResult();
        await database.BecomesAsync(handler.Kind, "done 1");
    }

    [Fact]
    public async Task A_job_that_fails_after_it_was_to_be_canceled_is_not_tried_again()
    {
        var release = new TaskCompletionSource();
        var handler = new TestHandler(
            "cancel.failing",
            1,
            async _ =>
            {
                await release.Task;
                throw new TimeoutException();
            }
        );
        await JobHarness.AddAsync(database, handler.Kind, TestClock.Noon);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await handler.StartedAsync();
        await CancelAsync(handler.Kind);
        release.SetResult();
        await database.BecomesAsync(handler.Kind, "canceled 1");
    }

    [Fact]
    public async Task What_has_ended_cannot_be_canceled()
    {
        await JobHarness.AddAsync(database, "cancel.ended", TestClock.Noon);
        await CancelAsync("cancel.ended");
        Assert.Null(await CancelAsync("cancel.ended"));
        Assert.Null(await _desk.CancelAsync(long.MaxValue, default));
    }

    [Fact]
    public async Task A_dead_job_is_listed_and_retried_by_hand_under_a_new_attempt()
    {
        var isAway = true;
        var handler = new TestHandler(
            "dead.retried",
            1,
            _ => isAway ? throw new TimeoutException("the far side is away") : Task.CompletedTask
        );
        await JobHarness.AddAsync(database, handler.Kind, TestClock.Noon, maxAttempts: 1);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await database.BecomesAsync(handler.Kind, "dead 1");
        var dead = Assert.Single(await _desk.DeadAsync(handler.Kind, 10, default));
        Assert.Equal((1, "the far side is away"), (dead.Attempts, dead.LastError));
        Assert.Contains(
            (await _desk.CountAsync(default)),
            count => count is { Kind: "dead.retried", State: "dead", Jobs: 1 }
        );

        isAway = false;
        Assert.Equal([dead.JobId], await _desk.RetryAsync(dead.JobId, null, 5, default));
        await database.BecomesAsync(handler.Kind, "done 2");
        Assert.Empty(await _desk.DeadAsync(handler.Kind, 10, default));
        Assert.Empty(await _desk.RetryAsync(dead.JobId, null, 5, default));
    }

    [Fact]
    public async Task Of_dead_jobs_with_one_key_one_is_retried_and_none_while_another_waits()
    {
        for (var i = 0; i < 2; i++)
        {
            await JobHarness.AddAsync(database, "dead.keyed", TestClock.Noon, uniqueKey: "dead.keyed:1");
            await KillAsync("dead.keyed");
        }
        await JobHarness.AddAsync(database, "dead.keyed", TestClock.Noon, uniqueKey: "dead.keyed:2");
        await KillAsync("dead.keyed");
        await JobHarness.AddAsync(database, "dead.keyed", TestClock.Noon, uniqueKey: "dead.keyed:2");
        Assert.Single(await _desk.RetryAsync(null, "dead.keyed", 1, default));
        Assert.Equal(
            1,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM twilio_server.jobs WHERE unique_key = 'dead.keyed:1' AND state = 'available'"
            )
        );
        Assert.Empty(await _desk.RetryAsync(null, "dead.keyed", 1, default));
    }

    private async Task<string?> CancelAsync(string kind) =>
        await _desk.CancelAsync(await database.IdAsync(kind), default);

    private Task KillAsync(string kind) =>
        database.ExecuteAsync(
            "UPDATE twilio_server.jobs SET state = 'dead', finished_at = now() WHERE kind = @kind AND finished_at IS NULL",
            new { kind }
        );
}
