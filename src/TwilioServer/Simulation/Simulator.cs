using System.Diagnostics;
using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Invariants;
using TwilioServer.Simulation.Phones;
using TwilioServer.Simulation.Processes;

namespace TwilioServer.Simulation;

/// <summary>Runs a day of calls in virtual time, and tells what broke.</summary>
public static class Simulator
{
    /// <summary>How often progress is told, in events.</summary>
    private const int ProgressInterval = 5000;

    /// <summary>
    /// Runs until nothing is under way or something is violated. Then it runs again, the same way, and keeps the story
    /// of the call that it happened to: alone where that is enough.
    /// </summary>
    public static SimulationResult Run(SimulationOptions options)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var result = RunOnce(options);
            return result.Violation is null || options.Told is not null ? result : WithStory(options, result);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static SimulationResult RunOnce(SimulationOptions options)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var world = new World(options);
        foreach (
            var source in options.Sources
                ?? [world.IncomingCalls, new IncomingTexts(), new Switches(), new ProcessFaults()]
        )
            source.Begin(world);
        var steps = 0;
        while (world.Story.Violation is null && world.Agenda.Step())
            if (++steps % ProgressInterval == 0)
                options.Progress?.Invoke(world.IncomingCalls.Begun);
        if (world.Story.Violation is null)
            new FinalInvariants(world).Check();
        return new SimulationResult(
            options.Seed,
            world.IncomingCalls.Begun,
            world.Story.Steps,
            world.Twilio.Accepted.Count,
            world.Check.Checked,
            world.Faults.Struck.Where(struck => struck.Value > 0).ToDictionary(),
            world.Story.Hash,
            Stopwatch.GetElapsedTime(startedAt),
            world.Story.Violation,
            world.CallOf(world.Story.Violation?.Subject),
            world.Story.Lines
        );
    }

    private static SimulationResult WithStory(SimulationOptions options, SimulationResult failed)
    {
        if (failed.FailedCall is not { } call)
            return failed;
        var alone = RunOnce(options with { Told = call, ToldAlone = true, Progress = null });
        return alone.Violation?.Invariant == failed.Violation!.Invariant
            ? failed with
            {
                Story = alone.Story,
            }
            : failed with
            {
                Story = RunOnce(options with { Told = call, Progress = null }).Story,
            };
    }
}
