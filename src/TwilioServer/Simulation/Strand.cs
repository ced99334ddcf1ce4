namespace TwilioServer.Simulation;

/// <summary>
/// One call or text with all that follows from it. It has chance of its own, so that what happens to it hardly depends
/// on the others: a failing one can be told again alone.
/// </summary>
/// <param name="IsTold">Whether its story is kept.</param>
public sealed record Strand(int Index, Chance Chance, bool IsTold)
{
    /// <summary>How many faults struck its own requests and jobs.</summary>
    public int Faults { get; set; }
}
