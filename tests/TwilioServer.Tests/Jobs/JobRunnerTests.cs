using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

public sealed class JobRunnerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = TestClock.Noon;

    [Fact]
    public async Task Each_kind_runs_up_to_its_own_limit_at_once()
    {
        var release = new TaskCompletionSource();
        var narrow = new TestHandler("limits.narrow", 2, _ => release.Task);
        var wide = new TestHandler("limits.wide", 5, _ => release.Task);
        await JobHarness.AddAsync(database, narrow.Kind, Noon, count: 6);
        await JobHarness.AddAsync(database, wide.Kind, Noon, count: 12);
        await using var harness = new JobHarness(database, new TestClock(), 100, narrow, wide);
        for (var i = 0; i < 7; i++)
            await (i < 2 ? narrow : wide).StartedAsync();
        Assert.Equal(7, await CountAsync("limits.%", "running"));
        release.SetResult();
        await Eventually.TrueAsync(async () => await CountAsync("limits.%", "done") == 18, "18 jobs done");
        Assert.Equal((2, 5), (narrow.Most, wide.Most));
        Assert.Equal((6, 12), (narrow.Seen.Count, wide.Seen.Count));
    }

    [Fact]
    public async Task All_kinds_together_run_up_to_the_limit_of_the_process()
    {
        var release = new TaskCompletionSource();
        var one = new TestHandler("process.one", 10, _ => release.Task);
        await JobHarness.AddAsync(database, one.Kind, Noon, count: 8);
        await using var harness = new JobHarness(database, new TestClock(), 3, one);
        for (var i = 0; i < 3; i++)
            await one.StartedAsync();
        release.SetResult();
        await Eventually.TrueAsync(async () => await CountAsync(one.Kind, "done") == 8, "8 jobs done");
        Assert.Equal(3, one.Most);
    }

    [Fact]
    public async Task A_kind_has_its_turn_though_those_before_it_could_take_all_the_room()
    {
        var idle = new TestHandler("turn.idle", 3, _ => Task.CompletedTask);
        var last = new TestHandler("turn.last", 1, _ => Task.CompletedTask);
        await using var harness = new JobHarness(database, new TestClock(), 3, idle, last);
        await JobHarness.AddAsync(database, last.Kind, Noon);
        harness.Runner.Wake();
        await last.StartedAsync();
        Assert.Empty(idle.Seen);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_later_and_is_dead_after_its_last_attempt()
    {
        var clock = new TestClock();
        var failing = new TestHandler("retry.failing", 1, _ => throw new TimeoutException("the far side is away"));
        await JobHarness.AddAsync(database, failing.Kind, Noon, maxAttempts: 3);
        await using var harness = new JobHarness(database, clock, 10, failing);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await failing.StartedAsync();
            var state = attempt < 3 ? "available" : "dead";
            await Eventually.TrueAsync(async () => await CountAsync(failing.Kind, state) == 1, "the job is " + state);
            Assert.Equal(attempt, failing.Seen.Count);
            clock.Advance(TimeSpan.FromMinutes(1));
            harness.Runner.Wake();
        }
        Assert.Equal([1, 2, 3], failing.Seen.Select(job => job.Attempt));
        Assert.Equal(
            "the far side is away",
            await database.ScalarAsync<string>("SELECT last_error FROM twilio_server.jobs WHERE kind = 'retry.failing'")
        );
        Assert.True(
            await database.ScalarAsync<bool>(
                "SELECT finished_at IS NOT NULL FROM twilio_server.jobs WHERE kind = 'retry.failing'"
            )
        );
    }

    [Fact]
    public async Task A_retry_waits_within_the_bound_of_its_attempt()
    {
        var failing = new TestHandler("backoff.failing", 1, _ => throw new TimeoutException());
        await JobHarness.AddAsync(database, failing.Kind, Noon);
        await using var harness = new JobHarness(database, new TestClock(), 10, failing);
        await Eventually.TrueAsync(
            async () =>
                await database.ScalarAsync<bool>(
                    """
                    SELECT state = 'available' AND attempt = 1 AND run_at BETWEEN @Noon AND @Noon + interval '1 s'
                    FROM twilio_server.jobs WHERE kind = 'backoff.failing'
                    """,
                    new { Noon }
                ),
            "the first retry is within a second"
        );
    }

    [Fact]
    public async Task A_job_of_the_future_waits_until_it_is_due()
    {
        var clock = new TestClock();
        var scheduled = new TestHandler("due.later", 1, _ => Task.CompletedTask);
        var now = new TestHandler("due.now", 1, _ => Task.CompletedTask);
        await JobHarness.AddAsync(database, scheduled.Kind, Noon.AddSeconds(30));
        await JobHarness.AddAsync(database, now.Kind, Noon);
        await using var harness = new JobHarness(database, clock, 10, scheduled, now);
        await now.StartedAsync();
        clock.Advance(TimeSpan.FromSeconds(29.999));
        harness.Runner.Wake();
        await JobHarness.AddAsync(database, now.Kind, Noon);
        await now.StartedAsync();
        Assert.Empty(scheduled.Seen);
        clock.Advance(TimeSpan.FromSeconds(0.001));
        await scheduled.StartedAsync();
    }

    [Fact]
    public async Task An_announcement_wakes_the_runner()
    {
        var handler = new TestHandler("wake.me", 1, _ => Task.CompletedTask);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await harness.Node.Registered.Soon();
        await JobHarness.AddAsync(database, handler.Kind, Noon);
        await database.ExecuteAsync("SELECT pg_notify('twilio_server_jobs', '')");
        await handler.StartedAsync();
    }

    /// <summary>Due work whose kind has no room waits for room; asking again and again would only load the database.</summary>
    [Fact]
    public async Task A_runner_whose_busy_kind_has_more_to_do_does_not_spin()
    {
        var release = new TaskCompletionSource();
        var clock = new TestClock();
        var busy = new TestHandler("spin.busy", 1, _ => release.Task);
        var idle = new TestHandler("spin.idle", 5, _ => Task.CompletedTask);
        await JobHarness.AddAsync(database, busy.Kind, Noon, count: 2);
        await using var harness = new JobHarness(database, clock, 10, busy, idle);
        await busy.StartedAsync();
        var before = clock.Readings;
        await Task.Delay(TimeSpan.FromMilliseconds(600));
        var readings = clock.Readings - before;
        release.SetResult();
        await busy.StartedAsync();
        Assert.InRange(readings, 0, 20);
    }

    private Task<long> CountAsync(string kind, string state) =>
        database.ScalarAsync<long>(
            "SELECT count(*) FROM twilio_server.jobs WHERE kind LIKE @kind AND state = @state",
            new { kind, state }
        );
}
