namespace TwilioServer.Jobs;

/// <summary>How long a process may be silent before the others take its jobs.</summary>
/// <param name="Length">Silent for so long it counts as hung. A killed one is found out sooner, by its lock.</param>
/// <param name="RenewEvery">How often a process says that it lives.</param>
/// <param name="Settling">
/// A process that registered, or was silent, ends no other for this time: after an outage of the database every lease
/// has run out, and the living must have a chance to say so.
/// </param>
public sealed record LeaseSettings(TimeSpan Length, TimeSpan RenewEvery, TimeSpan Settling)
{
    /// <summary>A hung process's jobs run elsewhere after 5 to 6 s, 9 s if the others have just been started.</summary>
    public static readonly LeaseSettings Default = new(
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(3)
    );
}
