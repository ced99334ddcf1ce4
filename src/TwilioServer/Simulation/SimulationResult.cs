using TwilioServer.Simulation.Faults;

namespace TwilioServer.Simulation;

/// <summary>What a run did.</summary>
/// <param name="Events">Entries that were committed, repeats included.</param>
/// <param name="Texts">Texts that Twilio accepted.</param>
/// <param name="Checks">Single checks of invariants.</param>
/// <param name="Faults">How often each kind struck.</param>
/// <param name="Hash">Of the whole event log: the same seed gives the same.</param>
/// <param name="FailedCall">The index of the call that the violation was seen at; null where it is none.</param>
/// <param name="Story">That call's story.</param>
public sealed record SimulationResult(
    ulong Seed,
    int Calls,
    long Events,
    int Texts,
    long Checks,
    IReadOnlyDictionary<FaultKind, long> Faults,
    string Hash,
    TimeSpan Elapsed,
    Violation? Violation,
    int? FailedCall,
    IReadOnlyList<string> Story
);
