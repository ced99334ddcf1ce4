using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Reconciliation;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Reconciliation;

public sealed class ReconcileScheduleTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly TestClock _clock = new();

    private TaskCompletionSource _outageEnd = new();

    private ReconcileSchedule Schedule =>
        new(
            database.DataSource,
            TimeSpan.FromSeconds(60),
            () => _outageEnd.Task,
            _clock,
            NullLogger<ReconcileSchedule>.Instance
        );

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("DELETE FROM twilio_server.jobs");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task However_many_processes_start_one_run_waits()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Schedule.BeginAsync(TimeSpan.Zero, CancellationToken.None))
        );
        Assert.Equal([("available", TestClock.Noon)], await JobsAsync());
    }

    [Fact]
    public async Task A_run_ends_with_the_next_one_scheduled_and_a_start_lets_that_run_at_once()
    {
        await Schedule.BeginAsync(TimeSpan.Zero, CancellationToken.None);
        var job = await ClaimAsync();
        await Schedule.BeginAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal([("running", TestClock.Noon)], await JobsAsync());

        _clock.Advance(TimeSpan.FromSeconds(5));
        await Schedule.ContinueAsync(job, CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(65))], await JobsAsync());

        _clock.Advance(TimeSpan.FromSeconds(5));
        await Schedule.BeginAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(10))], await JobsAsync());
    }

    [Fact]
    public async Task A_run_that_was_given_to_another_process_schedules_nothing()
    {
        await Schedule.BeginAsync(TimeSpan.Zero, CancellationToken.None);
        var job = await ClaimAsync();
        await Schedule.ContinueAsync(job with { Attempt = job.Attempt + 1 }, CancellationToken.None);
        await Schedule.ContinueAsync(job with { NodeId = job.NodeId + 1 }, CancellationToken.None);
        Assert.Equal([("running", TestClock.Noon)], await JobsAsync());
    }

    [Fact]
    public async Task What_somebody_canceled_is_scheduled_anew_and_nothing_else_is_put_off()
    {
        await Schedule.BeginAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        await Schedule.BeginAsync(TimeSpan.FromSeconds(90), CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(60))], await JobsAsync());
        await database.ExecuteAsync("UPDATE twilio_server.jobs SET state = 'canceled', finished_at = run_at");
        await Schedule.BeginAsync(TimeSpan.FromSeconds(90), CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(90))], await JobsAsync());
    }

    [Fact]
    public async Task The_end_of_an_outage_lets_the_run_that_waits_begin_at_once()
    {
        using var stopping = new CancellationTokenSource();
        var running = Schedule.RunAsync(Task.CompletedTask, stopping.Token);
        await Eventually.TrueAsync(async () => (await JobsAsync()).Count == 1, "the first run");
        var job = await ClaimAsync();
        await Schedule.ContinueAsync(job, CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(60))], await JobsAsync());

        var ended = _outageEnd;
        _outageEnd = new TaskCompletionSource();
        ended.SetResult();
        await Eventually.TrueAsync(
            async () => (await JobsAsync()) is [("available", var due)] && due == TestClock.Noon,
            "a run that is due now"
        );
        await stopping.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task A_process_that_starts_lets_a_run_begin_once_the_database_is_ready()
    {
        var ready = new TaskCompletionSource();
        using var stopping = new CancellationTokenSource();
        var running = Schedule.RunAsync(ready.Task, stopping.Token);
        Assert.Empty(await JobsAsync());
        ready.SetResult();
        await Eventually.TrueAsync(async () => (await JobsAsync()).Count == 1, "the first run");
        Assert.Equal([("available", TestClock.Noon)], await JobsAsync());
        await stopping.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task A_run_that_fails_is_tried_again_as_often_as_it_takes()
    {
        await Schedule.BeginAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(int.MaxValue, (await ClaimAsync()).MaxAttempts);
    }

    private async Task<Job> ClaimAsync()
    {
        var node = await database.ScalarAsync<long>(
            "INSERT INTO twilio_server.nodes (host, process_id) VALUES ('test', 1) RETURNING node_id"
        );
        var store = new JobStore(database.DataSource, _clock);
        return Assert.Single(await store.ClaimAsync(node, [ReconcileSchedule.JobKind], [10], CancellationToken.None));
    }

    private async Task<IReadOnlyList<(string State, DateTimeOffset RunAt)>> JobsAsync() =>
        [
            .. (
                await database.QueryAsync<(string State, DateTime RunAt)>(
                    "SELECT state, run_at FROM twilio_server.jobs WHERE state IN ('available', 'running') ORDER BY job_id"
                )
            ).Select(job => (job.State, new DateTimeOffset(job.RunAt, TimeSpan.Zero))),
        ];
}
