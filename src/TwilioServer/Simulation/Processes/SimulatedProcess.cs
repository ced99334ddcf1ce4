namespace TwilioServer.Simulation.Processes;

/// <summary>One running <c>twilio-server</c>.</summary>
public sealed class SimulatedProcess(long nodeId)
{
    public long NodeId { get; } = nodeId;

    public bool IsAlive { get; set; } = true;

    /// <summary>Whether the others take it for alive: it gets jobs only then.</summary>
    public bool IsRegistered { get; set; } = true;

    /// <summary>Until then it does nothing at all.</summary>
    public DateTimeOffset FrozenUntil { get; set; }

    /// <summary>The jobs that it runs.</summary>
    public HashSet<long> Running { get; } = [];

    /// <exception cref="ProcessDiedException">It is dead: whatever it was doing goes no further.</exception>
    public void ThrowIfDead()
    {
        if (!IsAlive)
            throw new ProcessDiedException();
    }
}

/// <summary>The process that did this is dead.</summary>
public sealed class ProcessDiedException() : Exception("The simulated process died.");
