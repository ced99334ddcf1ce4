using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.RateLimits;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.RateLimits;

/// <summary>PAUSE_OUTBOUND_SMS: no message leaves, and none is lost.</summary>
public sealed class PausedSendsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(true, "available", 10)]
    [InlineData(false, "running", 0)]
    public async Task While_sending_is_paused_a_message_waits(bool isPaused, string state, int waitsSeconds)
    {
        var jobId = await database.ScalarAsync<long>(
            """
            INSERT INTO twilio_server.jobs
                (kind, payload, state, run_at, attempt, max_attempts, claimed_by, claimed_at, created_at)
            VALUES ('message.send', '{}', 'running', @now, 1, 5, 1, @now, @now)
            RETURNING job_id
            """,
            new { now = TestClock.Noon }
        );
        var rate = SendRate.Create(
            new SendRateSettings(100, isPaused),
            redis: null,
            database.DataSource,
            new TestClock(),
            NullLoggerFactory.Instance
        );
        var job = new Job(jobId, "message.send", Samples.TenantId, "{}", 1, 5, 1);
        var turn = new SendTurn(Samples.TenantId, Samples.BusinessNumber, TimeSpan.FromSeconds(1), SendLane.Bulk);
        Assert.Equal(!isPaused, await rate.MayGoAsync(job, turn, TestContext.Current.CancellationToken));
        var row = Assert.Single(
            await database.QueryAsync<(string State, DateTime RunAt, int MaxAttempts)>(
                "SELECT state, run_at, max_attempts FROM twilio_server.jobs WHERE job_id = @jobId",
                new { jobId }
            )
        );
        Assert.Equal((state, TestClock.Noon.AddSeconds(waitsSeconds).UtcDateTime), (row.State, row.RunAt));
        Assert.Equal(isPaused ? 6 : 5, row.MaxAttempts);
    }
}
