using System.Text.Json;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Jobs;

/// <summary>The command <c>jobs</c>, as an operator types it. Nobody works on jobs of the kind used here.</summary>
public sealed class JobsCommandScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task Jobs_are_counted_by_kind_and_state()
    {
        await AddAsync("ops.counted", "available");
        await AddAsync("ops.counted", "available");
        await AddAsync("ops.counted", "dead");

        var table = await _stack.RunAsync("jobs");
        var json = await _stack.RunAsync("jobs", "--json");

        Assert.Equal((0, 0), (table.ExitCode, json.ExitCode));
        Assert.Matches(@"(?m)^ops\.counted +available +2 +2026-01-02T03:04:05\.000Z$", table.Output);
        Assert.Contains(
            JsonDocument.Parse(json.Output).RootElement.EnumerateArray(),
            count =>
                count.GetProperty("kind").GetString() == "ops.counted"
                && count.GetProperty("state").GetString() == "dead"
                && count.GetProperty("jobs").GetInt64() == 1
        );
    }

    [Fact]
    public async Task Dead_jobs_are_listed_and_run_again()
    {
        var job = await AddAsync("ops.dead", "dead");

        var dead = await _stack.RunAsync("jobs", "dead", "--kind", "ops.dead");
        var retried = await _stack.RunAsync("jobs", "retry", $"{job}", "--json");
        var again = await _stack.RunAsync("jobs", "retry", $"{job}");

        Assert.Equal(
            $"{job}  ops.dead  3 attempts  died 2026-01-02T03:04:05.000Z  the far side is away",
            dead.Output.Trim()
        );
        Assert.Equal(job, JsonDocument.Parse(retried.Output).RootElement.GetProperty("jobIds")[0].GetInt64());
        Assert.Equal("available", await StateAsync(job));
        Assert.Equal(1, again.ExitCode);
        Assert.StartsWith(
            "twilio-server: That job is neither dead nor canceled",
            again.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task All_dead_jobs_of_a_kind_run_again()
    {
        long[] jobs = [await AddAsync("ops.kind", "dead"), await AddAsync("ops.kind", "dead")];

        var retried = await _stack.RunAsync("jobs", "retry", "--kind", "ops.kind");

        Assert.True(retried.ExitCode == 0, retried.Error);
        foreach (var job in jobs)
            Assert.Equal("available", await StateAsync(job));
    }

    [Fact]
    public async Task A_waiting_job_is_canceled_once()
    {
        var job = await AddAsync("ops.canceled", "available");

        var canceled = await _stack.RunAsync("jobs", "cancel", $"{job}");
        var again = await _stack.RunAsync("jobs", "cancel", $"{job}");

        Assert.Equal((0, $"Job {job} is canceled."), (canceled.ExitCode, canceled.Output.Trim()));
        Assert.Equal("canceled", await StateAsync(job));
        Assert.Equal(1, again.ExitCode);
        Assert.StartsWith($"twilio-server: There is no job {job}", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs", "retry")]
    [InlineData("jobs", "retry", "1", "--kind", "ops.dead")]
    [InlineData("jobs", "retry", "1", "--attempts", "0")]
    [InlineData("jobs", "dead", "--limit", "0")]
    public async Task What_is_asked_wrongly_is_explained(params string[] arguments)
    {
        var result = await _stack.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("twilio-server: ", result.Error, StringComparison.Ordinal);
    }

    private async Task<long> AddAsync(string kind, string state)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO twilio_server.jobs (
                kind, payload, state, run_at, attempt, max_attempts, created_at, finished_at, last_error)
            VALUES (
                @kind, '{}', @state, @At, 3, 3, @At, CASE WHEN @state = 'dead' THEN @At END, 'the far side is away')
            RETURNING job_id
            """,
            new
            {
                kind,
                state,
                At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            }
        );
    }

    private async Task<string?> StateAsync(long job)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>(
            "SELECT state FROM twilio_server.jobs WHERE job_id = @job",
            new { job }
        );
    }
}
