using TwilioServer.Journal;
using TwilioServer.Simulation.Faults;

namespace TwilioServer.Simulation.Processes;

/// <summary>The journal as one process sees it: commits may be lost, heard of too late, done twice, or made to wait.</summary>
public sealed class ProcessJournal(World world, SimulatedProcess process, Strand strand) : IJournal
{
    public async Task<JournalReply> AppendAsync(JournalEntry entry)
    {
        await world.Processes.AwakeAsync(process);
        if (world.Faults.Strikes(FaultKind.StreamHeld, strand))
        {
            await world.Agenda.Delay(strand.Chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)));
            await world.Processes.AwakeAsync(process);
        }
        world.Processes.MayDie(FaultKind.CommitLost, process, strand);
        var reply = await world.Journal.AppendAsync(entry);
        world.Processes.MayDie(FaultKind.ReplyLost, process, strand);
        return world.Faults.Strikes(FaultKind.CommitRepeated, strand) ? await world.Journal.AppendAsync(entry) : reply;
    }

    public Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation) => AppendAsync(entry);
}
