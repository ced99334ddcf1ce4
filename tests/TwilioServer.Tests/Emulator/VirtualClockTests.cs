using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioEmulator;
using TwilioEmulator.Clock;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Stepped time: timers fire one by one, by due time, ties in order of creation, each finished before the next.</summary>
public sealed class VirtualClockTests
{
    private readonly ActivityTracker activities = new(NullLogger<ActivityTracker>.Instance);

    [Fact]
    public void Fires_in_order_of_due_time_and_then_of_creation() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                async delays =>
                    (await FiredBy(delays)).SequenceEqual(delays.Select((delay, index) => (delay % 8, index)).Order())
            )
        );

    [Fact]
    public async Task Finishes_what_a_timer_began_before_the_next_one()
    {
        using var clock = Stepped();
        var story = new List<string>();
        clock.Schedule(TimeSpan.FromSeconds(1), () => activities.Start(() => Slow("first")));
        clock.Schedule(TimeSpan.FromSeconds(1), () => story.Add("second"));
        await clock.AdvanceAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal(["first", "second"], story);

        async Task Slow(string name)
        {
            await Task.Delay(50);
            story.Add(name);
        }
    }

    [Fact]
    public async Task Fires_what_is_scheduled_on_the_way()
    {
        using var clock = Stepped();
        var start = clock.GetUtcNow();
        var fired = new List<double>();
        void Tick()
        {
            fired.Add((clock.GetUtcNow() - start).TotalSeconds);
            clock.Schedule(TimeSpan.FromSeconds(2), Tick);
        }
        clock.Schedule(TimeSpan.FromSeconds(2), Tick);
        await clock.AdvanceAsync(TimeSpan.FromSeconds(7), CancellationToken.None);
        Assert.Equal([2, 4, 6], fired);
        Assert.Equal(7, (clock.GetUtcNow() - start).TotalSeconds);
    }

    [Fact]
    public async Task Does_not_fire_a_timer_that_was_disposed()
    {
        using var clock = Stepped();
        var fired = false;
        var timer = clock.Schedule(TimeSpan.FromSeconds(1), () => fired = true);
        await timer.DisposeAsync();
        await clock.AdvanceAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
        Assert.False(fired);
    }

    [Fact]
    public async Task Runs_faster_when_scaled()
    {
        using var clock = new VirtualClock(
            new EmulatorOptions { ClockMode = ClockMode.Scaled, ClockFactor = 10_000 },
            activities
        );
        var fired = new TaskCompletionSource();
        var started = TimeProvider.System.GetTimestamp();
        clock.Schedule(TimeSpan.FromHours(1), fired.SetResult);
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.36, 30);
    }

    [Fact]
    public async Task Keeps_its_time_when_the_mode_changes()
    {
        using var clock = Stepped();
        await clock.AdvanceAsync(TimeSpan.FromDays(1), CancellationToken.None);
        var before = clock.GetUtcNow();
        clock.SetMode(ClockMode.Real, 1);
        Assert.InRange((clock.GetUtcNow() - before).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task Passes_half_an_hour_of_many_timers_at_once()
    {
        using var clock = Stepped();
        var ticks = 0;
        for (var timer = 0; timer < 1000; timer++)
            Tick((timer + 1) / 1000.0);
        var started = TimeProvider.System.GetTimestamp();
        await clock.AdvanceAsync(TimeSpan.FromMinutes(30), CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await Console.Error.WriteLineAsync($"clock: half an hour of {ticks} timers in {seconds:0.00} s");
        Assert.Equal(60_000, ticks);
        Assert.InRange(seconds, 0, 20);

        void Tick(double afterSeconds) =>
            clock.Schedule(
                TimeSpan.FromSeconds(afterSeconds),
                () =>
                {
                    ticks++;
                    activities.Start(() => Task.CompletedTask);
                    Tick(30);
                }
            );
    }

    private VirtualClock Stepped() => new(new EmulatorOptions { ClockMode = ClockMode.Stepped }, activities);

    private async Task<List<(int, int)>> FiredBy(byte[] delays)
    {
        using var clock = Stepped();
        var fired = new List<(int, int)>();
        foreach (var (delay, index) in delays.Select((delay, index) => (delay % 8, index)))
            clock.Schedule(TimeSpan.FromSeconds(delay), () => fired.Add((delay, index)));
        await clock.AdvanceAsync(TimeSpan.FromSeconds(8), CancellationToken.None);
        return fired;
    }
}
