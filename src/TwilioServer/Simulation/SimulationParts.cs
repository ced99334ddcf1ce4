using TwilioServer.Journal;
using TwilioServer.Simulation.Memory;
using TwilioServer.TwilioApi;

namespace TwilioServer.Simulation;

/// <summary>
/// What the simulation is made of. A test spoils one of them to show that the invariants notice: a simulation that
/// cannot fail proves nothing.
/// </summary>
public sealed record SimulationParts
{
    public MemoryFolds Folds { get; init; } = MemoryFolds.Real;

    public Func<IJournal, IJournal> Journal { get; init; } = journal => journal;

    public Func<ITwilioApi, ITwilioApi> Twilio { get; init; } = twilio => twilio;

    /// <summary>The identity of a delivery, from that of its event and its own id.</summary>
    public Func<Guid, Guid, Guid> Identity { get; init; } = (ofEvent, _) => ofEvent;
}
