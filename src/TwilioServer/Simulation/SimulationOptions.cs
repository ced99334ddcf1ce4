using TwilioServer.Simulation.Faults;

namespace TwilioServer.Simulation;

/// <summary>What is simulated. The same options give the same run, event by event.</summary>
/// <param name="Calls">Calls within a day of virtual time.</param>
public sealed record SimulationOptions(int Calls, ulong Seed)
{
    /// <summary>Null: drawn from the seed.</summary>
    public FaultPlan? Faults { get; init; }

    public SimulationParts Parts { get; init; } = new();

    /// <summary>Null: those of the service's calls, texts and processes.</summary>
    public IReadOnlyList<IEventSource>? Sources { get; init; }

    /// <summary>The call whose story is kept.</summary>
    public int? Told { get; init; }

    /// <summary>Leaves out all other calls.</summary>
    public bool ToldAlone { get; init; }

    /// <summary>Told after each thousand events, with the calls that have begun.</summary>
    public Action<int>? Progress { get; init; }
}
