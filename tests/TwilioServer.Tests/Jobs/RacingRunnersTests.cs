using System.Collections.Concurrent;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>Several processes work on one table: every job has one effect.</summary>
public sealed class RacingRunnersTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Two_runners_that_race_for_10_000_jobs_run_each_of_them_once()
    {
        const int jobs = 10_000;
        var effects = new ConcurrentDictionary<long, int>();
        var (one, other) = (Handler(), Handler());
        await JobHarness.AddAsync(database, one.Kind, TestClock.Noon, count: jobs);
        await using (var first = new JobHarness(database, new TestClock(), 32, one))
        await using (var second = new JobHarness(database, new TestClock(), 32, other))
            await Eventually.TrueAsync(async () => await database.CountAsync(one.Kind, "done") == jobs, "all are done");
        Assert.Equal(jobs, effects.Count);
        Assert.All(effects.Values, times => Assert.Equal(1, times));
        Assert.True(one.Seen.Count > 0 && other.Seen.Count > 0, $"{one.Seen.Count} and {other.Seen.Count} jobs");
        Assert.Equal(
            1,
            await database.ScalarAsync<int>("SELECT max(attempt) FROM twilio_server.jobs WHERE kind = 'race.effects'")
        );

        TestHandler Handler() =>
            new(
                "race.effects",
                16,
                job =>
                {
                    effects.AddOrUpdate(job.JobId, 1, (_, times) => times + 1);
                    return Task.CompletedTask;
                }
            );
    }

    /// <summary>A kind whose jobs are slow is not claimed ahead: they would wait here while another process is free.</summary>
    [Fact]
    public async Task Slow_jobs_are_not_claimed_before_they_can_run()
    {
        var release = new TaskCompletionSource();
        var slow = new TestHandler("race.slow", 2, _ => release.Task);
        await JobHarness.AddAsync(database, slow.Kind, TestClock.Noon, count: 50);
        await using var harness = new JobHarness(database, new TestClock(), 32, slow);
        await slow.StartedAsync();
        await slow.StartedAsync();
        Assert.Equal(2, await database.CountAsync(slow.Kind, "running"));
        release.SetResult();
        await Eventually.TrueAsync(async () => await database.CountAsync(slow.Kind, "done") == 50, "all are done");
        Assert.Equal(2, slow.Most);
    }

    [Fact]
    public async Task A_runner_that_stops_gives_back_what_it_did_not_do()
    {
        var deaf = new TestHandler("stop.deaf", 1, (_, _) => Task.Delay(100, CancellationToken.None));
        var heeding = new TestHandler("stop.heeding", 1, (_, stop) => Task.Delay(Timeout.Infinite, stop));
        await JobHarness.AddAsync(database, deaf.Kind, TestClock.Noon);
        await JobHarness.AddAsync(database, heeding.Kind, TestClock.Noon, maxAttempts: 1);
        await using var harness = new JobHarness(database, new TestClock(), 10, deaf, heeding);
        await deaf.StartedAsync();
        await heeding.StartedAsync();
        await harness.StopAsync();
        Assert.Equal("done 1", await database.OnlyAsync(deaf.Kind));
        Assert.Equal("available 1", await database.OnlyAsync(heeding.Kind));
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_given_back()
    {
        var node = await database.AddNodeAsync();
        await JobHarness.AddAsync(database, "lost", TestClock.Noon, count: 3);
        var store = new TwilioServer.Jobs.JobStore(database.DataSource, new TestClock());
        var known = (await store.ClaimAsync(node, ["lost"], [3], default)).Take(1).Select(job => job.JobId).ToArray();
        Assert.Equal(2, await store.ReleaseAsync(node, known, default));
        Assert.Equal(
            (1, 2),
            (await database.CountAsync("lost", "running"), await database.CountAsync("lost", "available"))
        );
    }

    /// <summary>An error is anybody's text; NUL and half a surrogate pair are not storable.</summary>
    [Fact]
    public async Task An_error_that_cannot_be_stored_as_it_is_does_not_hold_up_the_others()
    {
        var odd = new TestHandler("error.odd", 1, _ => throw new InvalidOperationException("a\0b\ud800c"));
        var fine = new TestHandler("error.fine", 1, _ => Task.CompletedTask);
        await JobHarness.AddAsync(database, odd.Kind, TestClock.Noon, maxAttempts: 1);
        await JobHarness.AddAsync(database, fine.Kind, TestClock.Noon);
        await using var harness = new JobHarness(database, new TestClock(), 10, odd, fine);
        await database.BecomesAsync(odd.Kind, "dead 1");
        await database.BecomesAsync(fine.Kind, "done 1");
        Assert.Equal(
            "a b\ufffdc",
            await database.ScalarAsync<string>("SELECT last_error FROM twilio_server.jobs WHERE kind = 'error.odd'")
        );
    }
}
