using TwilioServer.Reconciliation;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Reconciliation;

/// <summary>An outage of any kind only makes the next gap wider.</summary>
public sealed class WatermarkTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_first_look_begins_a_little_before_now_and_the_next_where_it_ended()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Twilio.Now = TestClock.Noon.AddSeconds(7);
        await harness.RunAsync();
        Assert.Equal(
            [
                "Calls.json?StartTime>=2026-11-16T11:50:00Z&PageSize=1000",
                "Calls.json?StartTime<=2026-11-16T11:50:00Z&EndTime>=2026-11-16T11:50:00Z&PageSize=1000",
                "Messages.json?DateSent>=2026-11-16T11:50:00Z&PageSize=250",
                "Recordings.json?DateCreated>=2026-11-16T10:50:00Z&PageSize=1000",
            ],
            harness.Twilio.Asked
        );
        foreach (var resource in new[] { "calls", "messages", "recordings" })
            Assert.Equal(harness.Twilio.Now, await SettledAtAsync(resource));
        await harness.RunAsync();
        Assert.Equal("Calls.json?StartTime>=2026-11-16T11:50:07Z&PageSize=1000", harness.Twilio.Asked[4]);
    }

    [Fact]
    public async Task A_list_that_was_not_read_to_its_end_is_read_again_from_where_it_was_settled()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await harness.RunAsync();
        harness.Twilio.Now = TestClock.Noon.AddMinutes(1);
        harness.Lists.Call("CA1", 60);
        harness.Lists.Call("CA2", 60);
        harness.Lists.FirstPage = 1;
        harness.Lists.Fails = asked => asked.Contains("StartTime>=") && asked.Contains("Page=1");
        Assert.Single(await harness.RunAsync());
        Assert.Equal(TestClock.Noon, await SettledAtAsync("calls"));
        Assert.Equal(harness.Twilio.Now, await SettledAtAsync("messages"));
        Assert.Equal(harness.Twilio.Now, await SettledAtAsync("recordings"));
        Assert.Equal(["CA1"], await CallsAsync());

        harness.Lists.Fails = _ => false;
        Assert.Empty(await harness.RunAsync());
        Assert.Equal(harness.Twilio.Now, await SettledAtAsync("calls"));
        Assert.Equal(["CA1", "CA2"], await CallsAsync());
    }

    [Fact]
    public async Task A_gap_may_be_long_but_not_longer_than_keys_are_kept()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await harness.RunAsync();
        await database.ExecuteAsync(
            "UPDATE twilio_server.reconciled_lists SET settled_at = @At",
            new { At = TestClock.Noon.AddDays(-6) }
        );
        await harness.RunAsync();
        Assert.Equal("Calls.json?StartTime>=2026-11-10T11:50:00Z&PageSize=1000", harness.Twilio.Asked[4]);
        await database.ExecuteAsync(
            "UPDATE twilio_server.reconciled_lists SET settled_at = @At",
            new { At = TestClock.Noon.AddDays(-30) }
        );
        await harness.RunAsync();
        Assert.Equal(TimeSpan.FromDays(7), Reconciler.LongestGap);
        Assert.Equal("Calls.json?StartTime>=2026-11-09T12:00:00Z&PageSize=1000", harness.Twilio.Asked[8]);
    }

    private async Task<DateTimeOffset> SettledAtAsync(string resource) =>
        new(
            await database.ScalarAsync<DateTime>(
                "SELECT settled_at FROM twilio_server.reconciled_lists WHERE resource = @resource",
                new { resource }
            ),
            TimeSpan.Zero
        );

    private Task<IReadOnlyList<string>> CallsAsync() =>
        database.QueryAsync<string>("SELECT call_sid FROM calls WHERE call_sid IN ('CA1', 'CA2') ORDER BY call_sid");
}
