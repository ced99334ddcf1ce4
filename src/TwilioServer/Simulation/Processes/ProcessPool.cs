using TwilioServer.Simulation.Faults;

namespace TwilioServer.Simulation.Processes;

/// <summary>Two processes on one database. One that dies is started again; its jobs go to the others.</summary>
public sealed class ProcessPool(World world)
{
    private static readonly TimeSpan LongestRescue = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly SimulatedProcess[] _slots = [new(1), new(2)];
    private long _nodes = 2;

    /// <summary>A process that takes connections, or null.</summary>
    public SimulatedProcess? Any(Chance chance) => Any(chance, process => process.IsAlive);

    /// <summary>A process that may claim jobs, or null.</summary>
    public SimulatedProcess? AnyWorking(Chance chance) =>
        Any(chance, process => process.IsRegistered && process.FrozenUntil <= world.Agenda.Now);

    /// <summary>kill -9: the lock goes with the session, and another gives back the jobs.</summary>
    public void Kill(SimulatedProcess process, Chance chance)
    {
        if (!process.IsAlive)
            return;
        process.IsAlive = false;
        Leave(process, chance.Between(TimeSpan.Zero, LongestRescue));
        world.Agenda.After(chance.Between(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(3)), Start(process));
    }

    /// <summary>SIGSTOP: after its lease the others take it for dead; then it goes on with what it was doing.</summary>
    public void Hang(SimulatedProcess process, Chance chance) => Hang(process, chance.Between(Lease / 2, 3 * Lease));

    /// <summary>Stops the process where it is, where a fault says so, until after others took its jobs.</summary>
    public async Task MayHangAsync(FaultKind kind, SimulatedProcess process, Strand strand)
    {
        if (!world.Faults.Strikes(kind, strand))
            return;
        Hang(process, strand.Chance.Between(Lease * 1.01, 3 * Lease));
        await AwakeAsync(process);
    }

    private void Hang(SimulatedProcess process, TimeSpan time)
    {
        if (!process.IsAlive || !process.IsRegistered)
            return;
        process.FrozenUntil = world.Agenda.Now + time;
        if (process.FrozenUntil < world.Agenda.Now + Lease)
            return;
        world.Agenda.After(Lease, () => Leave(process, TimeSpan.Zero));
        world.Agenda.At(process.FrozenUntil, Start(process));
    }

    /// <summary>Strikes the process at once, where a fault says so.</summary>
    /// <exception cref="ProcessDiedException">It did.</exception>
    public void MayDie(FaultKind kind, SimulatedProcess process, Strand strand)
    {
        if (!world.Faults.Strikes(kind, strand))
            return;
        Kill(process, strand.Chance);
        process.ThrowIfDead();
    }

    /// <summary>A process that stood still does nothing until it goes on; a dead one never does anything again.</summary>
    public async Task AwakeAsync(SimulatedProcess process)
    {
        process.ThrowIfDead();
        if (process.FrozenUntil > world.Agenda.Now)
            await world.Agenda.Delay(process.FrozenUntil - world.Agenda.Now);
        process.ThrowIfDead();
    }

    private void Leave(SimulatedProcess process, TimeSpan after)
    {
        process.IsRegistered = false;
        long[] running = [.. process.Running];
        world.Agenda.After(after, () => world.Tables.Jobs.Rescue(process.NodeId, running));
    }

    private Action Start(SimulatedProcess former) =>
        () =>
        {
            var slot = Array.IndexOf(_slots, former);
            if (slot >= 0)
                _slots[slot] = new SimulatedProcess(++_nodes);
        };

    private SimulatedProcess? Any(Chance chance, Func<SimulatedProcess, bool> suits)
    {
        var first = chance.Next(_slots.Length);
        for (var i = 0; i < _slots.Length; i++)
            if (_slots[(first + i) % _slots.Length] is var process && suits(process))
                return process;
        return null;
    }
}
