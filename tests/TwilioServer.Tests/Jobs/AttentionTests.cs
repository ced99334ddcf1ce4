using TwilioServer.Jobs;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>Announcing jobs costs those who write them; so it is done only where somebody waits.</summary>
public sealed class AttentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly SteppedTimer _time = new();

    [Fact]
    public void A_process_asks_to_be_told_when_it_starts_and_not_while_it_claims_all_the_time()
    {
        var attention = new Attention(_time);
        Assert.True(attention.ToSay);
        attention.Said();
        Assert.Null(attention.ToSay);
        Claim(attention, claims: 60, everyMilliseconds: 1);
        Assert.False(attention.ToSay);
        attention.Said();
        attention.Claimed(0, isFull: false);
        Assert.True(attention.ToSay);
    }

    [Fact]
    public void A_process_that_claims_now_and_then_goes_on_being_told()
    {
        var attention = new Attention(_time);
        attention.Said();
        Claim(attention, claims: 100, everyMilliseconds: 5);
        Assert.Null(attention.ToSay);
    }

    [Fact]
    public void A_process_that_always_gets_all_that_it_asks_for_need_not_be_told()
    {
        var attention = new Attention(_time);
        attention.Said();
        Claim(attention, claims: 6, everyMilliseconds: 20, isFull: true);
        Assert.False(attention.ToSay);
    }

    [Fact]
    public async Task Jobs_are_announced_only_while_a_living_node_waits()
    {
        await database.ExecuteAsync("UPDATE twilio_server.nodes SET ended_at = now()");
        Assert.Equal(0, await AnnounceAsync());
        var node = await database.AddNodeAsync();
        Assert.Equal(1, await AnnounceAsync());
        await SetAsync(node, "waits_for_jobs = false");
        Assert.Equal(0, await AnnounceAsync());
        await SetAsync(node, "waits_for_jobs = true, ended_at = now()");
        Assert.Equal(0, await AnnounceAsync());
    }

    [Fact]
    public async Task A_runner_says_that_it_waits_and_sleeps_without_asking_the_table_all_the_time()
    {
        var handler = new TestHandler("quiet", 1, _ => Task.CompletedTask);
        var clock = new TestClock();
        await using var harness = new JobHarness(database, clock, 10, handler);
        await harness.Node.Registered.Soon();
        await Eventually.TrueAsync(
            () =>
                database.ScalarAsync<bool>(
                    "SELECT waits_for_jobs FROM twilio_server.nodes WHERE node_id = @NodeId",
                    new { harness.Node.NodeId }
                ),
            "the node waits"
        );
        await Task.Delay(TimeSpan.FromMilliseconds(100));
        var before = clock.Readings;
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.InRange(clock.Readings - before, 1, 12);
    }

    private void Claim(Attention attention, int claims, int everyMilliseconds, bool isFull = false)
    {
        for (var i = 0; i < claims; i++)
        {
            attention.Claimed(1, isFull);
            _time.Advance(TimeSpan.FromMilliseconds(everyMilliseconds));
        }
    }

    private async Task<int> AnnounceAsync() =>
        (await database.QueryAsync<string>(Sql.Load("Jobs/announce-jobs"))).Count;

    private Task SetAsync(long node, string what) =>
        database.ExecuteAsync($"UPDATE twilio_server.nodes SET {what} WHERE node_id = @node", new { node });

    /// <summary>A stopwatch that a test moves.</summary>
    private sealed class SteppedTimer : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
