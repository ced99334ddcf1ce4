namespace TwilioServer.Simulation.Faults;

/// <summary>Lets faults strike as planned, and counts them.</summary>
public sealed class FaultInjector(FaultPlan plan, Story story)
{
    private readonly long[] _struck = new long[Enum.GetValues<FaultKind>().Length];

    /// <summary>How often each kind struck.</summary>
    public IReadOnlyDictionary<FaultKind, long> Struck =>
        Enum.GetValues<FaultKind>().ToDictionary(kind => kind, kind => _struck[(int)kind]);

    public bool Strikes(FaultKind kind, Strand strand)
    {
        if (!strand.Chance.Happens(plan.Of(kind)))
            return false;
        _struck[(int)kind]++;
        strand.Faults++;
        if (strand.IsTold)
            story.Tell($"! {kind}");
        return true;
    }
}
