using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

public sealed class PartitionKeeperTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_process_that_lives_for_years_makes_its_partitions_ahead_of_time()
    {
        using var stop = new CancellationTokenSource();
        var keeper = new PartitionKeeper(
            database.DataSource,
            new YearsLater(new DateTimeOffset(2040, 5, 10, 12, 0, 0, TimeSpan.Zero)),
            NullLogger<PartitionKeeper>.Instance
        );
        var running = keeper.RunAsync(stop.Token);
        await Eventually.TrueAsync(
            () => database.ScalarAsync<bool>("SELECT to_regclass('public.calls_2040_q2') IS NOT NULL"),
            "the quarter's partition"
        );
        await stop.CancelAsync();
        await running.Soon();
    }

    /// <summary>A clock whose first timer is due at once, and whose others never are.</summary>
    private sealed class YearsLater(DateTimeOffset now) : TimeProvider
    {
        private int _timers;

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Increment(ref _timers) == 1)
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            return new NoTimer();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
