namespace TwilioServer.Simulation.Invariants;

/// <summary>Counts what is checked, and hands on what does not hold.</summary>
public sealed class InvariantCheck(Story story)
{
    public long Checked { get; private set; }

    /// <param name="invariant">Its name.</param>
    /// <param name="subject">The stream or delivery that it is about.</param>
    /// <param name="expectation">What should have been.</param>
    public void Require(bool holds, string invariant, string subject, string expectation)
    {
        Checked++;
        if (!holds)
            story.Violate(invariant, subject, expectation);
    }
}
