using TwilioServer.Calls;
using TwilioServer.Simulation;
using TwilioServer.Simulation.Faults;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>Days of calls in virtual time. A seed that fails prints itself and the story of its call.</summary>
public sealed class SimulatorTests
{
    private const int Calls = 500;
    private const int Days = 12;

    [Fact]
    public void What_must_hold_holds_after_every_event_of_many_days()
    {
        var results = Enumerable.Range(1, Days).Select(seed => Run(seed)).ToList();
        foreach (var result in results)
            Assert.True(result.Violation is null, Story(result));
        var seconds = results.Sum(result => result.Elapsed.TotalSeconds);
        Figures.Print($"simulator: {results.Sum(result => result.Calls) / seconds:N0} calls/s with faults");
        Assert.All(
            Enum.GetValues<FaultKind>(),
            kind => Assert.Contains(results, result => result.Faults.GetValueOrDefault(kind) > 0)
        );
    }

    [Fact]
    public void The_same_seed_gives_the_same_day() => Assert.Equal(Run(7).Hash, Run(7).Hash);

    [Fact]
    public void Another_seed_gives_another_day() => Assert.NotEqual(Run(7).Hash, Run(8).Hash);

    [Fact]
    public async Task A_day_is_the_same_whatever_thread_it_runs_on()
    {
        var elsewhere = await Task.Run(() => Run(9).Hash);
        Assert.Equal(Run(9).Hash, elsewhere);
    }

    [Fact]
    public void Without_faults_every_call_is_known_as_it_was()
    {
        var options = new SimulationOptions(Calls, 3) { Faults = FaultPlan.None };
        var result = Simulator.Run(options);
        Assert.True(result.Violation is null, Story(result));
        Assert.Empty(result.Faults);
        Assert.InRange(result.Texts, Calls / 3, Calls);
    }

    [Fact]
    public void A_source_of_events_can_be_added()
    {
        var source = new Midnight();
        Simulator.Run(new SimulationOptions(1, 1) { Sources = [source] });
        Assert.Equal(World.Begin + World.Day, source.At);
    }

    private static SimulationResult Run(int seed) => Simulator.Run(new SimulationOptions(Calls, (ulong)seed));

    internal static string Story(SimulationResult result) =>
        $"seed {result.Seed}: {result.Violation}\n{string.Join('\n', result.Story)}";

    private sealed class Midnight : IEventSource
    {
        public DateTimeOffset At { get; private set; }

        public void Begin(World world) => world.Agenda.After(World.Day, () => At = world.Agenda.Now);
    }
}
