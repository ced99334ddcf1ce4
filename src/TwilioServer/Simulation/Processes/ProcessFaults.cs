using TwilioServer.Simulation.Faults;

namespace TwilioServer.Simulation.Processes;

/// <summary>Processes that die, or stand still, at any moment of the day.</summary>
public sealed class ProcessFaults : IEventSource
{
    /// <summary>How often chance is asked.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public void Begin(World world)
    {
        var strand = new Strand(-1, new Chance(world.Options.Seed), IsTold: false);
        world.Agenda.After(Interval, Strike);

        void Strike()
        {
            if (world.Processes.Any(strand.Chance) is { } process)
            {
                if (world.Faults.Strikes(FaultKind.ProcessKilled, strand))
                    world.Processes.Kill(process, strand.Chance);
                else if (world.Faults.Strikes(FaultKind.ProcessHung, strand))
                    world.Processes.Hang(process, strand.Chance);
            }
            if (world.Agenda.Now < World.Begin + World.Day)
                world.Agenda.After(strand.Chance.Between(TimeSpan.Zero, 2 * Interval), Strike);
        }
    }
}
