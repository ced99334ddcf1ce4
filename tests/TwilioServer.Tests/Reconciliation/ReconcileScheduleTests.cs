using TwilioServer.Jobs;
using TwilioServer.Reconciliation;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Reconciliation;

public sealed class ReconcileScheduleTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly TestClock _clock = new();

    private ReconcileSchedule Schedule => new(database.DataSource, TimeSpan.FromSeconds(60), _clock);

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("DELETE FROM twilio_server.jobs");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task However_many_processes_start_one_run_waits()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Schedule.BeginAsync(CancellationToken.None)));
        Assert.Equal([("available", TestClock.Noon)], await JobsAsync());
    }

    [Fact]
    public async Task A_run_ends_with_the_next_one_scheduled_and_a_start_lets_that_run_at_once()
    {
        await Schedule.BeginAsync(CancellationToken.None);
        var job = await ClaimAsync();
        await Schedule.BeginAsync(CancellationToken.None);
        Assert.Equal([("running", TestClock.Noon)], await JobsAsync());

        _clock.Advance(TimeSpan.FromSeconds(5));
        await Schedule.ContinueAsync(job, CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(65))], await JobsAsync());

        _clock.Advance(TimeSpan.FromSeconds(5));
        await Schedule.BeginAsync(CancellationToken.None);
        Assert.Equal([("available", TestClock.Noon.AddSeconds(10))], await JobsAsync());
    }

    [Fact]
    public async Task A_run_that_was_given_to_another_process_schedules_nothing()
    {
        await Schedule.BeginAsync(CancellationToken.None);
        var job = await ClaimAsync();
        await Schedule.ContinueAsync(job with { Attempt = job.Attempt + 1 }, CancellationToken.None);
        await Schedule.ContinueAsync(job with { NodeId = job.NodeId + 1 }, CancellationToken.None);
        Assert.Equal([("running", TestClock.Noon)], await JobsAsync());
    }

    [Fact]
    public async Task A_run_that_fails_is_tried_again_as_often_as_it_takes()
    {
        await Schedule.BeginAsync(CancellationToken.None);
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
                    "SELECT state, run_at FROM twilio_server.jobs WHERE state <> 'done' ORDER BY job_id"
                )
            ).Select(job => (job.State, new DateTimeOffset(job.RunAt, TimeSpan.Zero))),
        ];
}
