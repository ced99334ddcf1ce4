using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

public sealed class JobAnnouncerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>A runner that was not told would look only after half a second, and that 20 times.</summary>
    [Fact]
    public async Task A_waiting_process_is_told_of_jobs_that_another_has_written()
    {
        var handler = new TestHandler("announced", 1, _ => Task.CompletedTask);
        await using var harness = new JobHarness(database, new TestClock(), 10, handler);
        await Eventually.TrueAsync(
            () =>
                database.ScalarAsync<bool>(
                    "SELECT count(*) > 0 FROM twilio_server.nodes WHERE waits_for_jobs AND ended_at IS NULL"
                ),
            "the node waits"
        );
        using var stop = new CancellationTokenSource();
        var announcer = new JobAnnouncer(database.DataSource, NullLogger<JobAnnouncer>.Instance);
        var announcing = announcer.RunAsync(stop.Token);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            await JobHarness.AddAsync(database, handler.Kind, TestClock.Noon);
            announcer.Announce();
            await handler.StartedAsync();
        }
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 12);
        await stop.CancelAsync();
        await announcing;
    }
}
