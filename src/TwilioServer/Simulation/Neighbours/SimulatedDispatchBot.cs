using TwilioServer.Neighbours;
using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Processes;

namespace TwilioServer.Simulation.Neighbours;

/// <summary>The assistant as one process reaches it: it says something, gives up, asks for the owner, or does not answer.</summary>
internal sealed class SimulatedDispatchBot(World world, SimulatedProcess process, Strand strand) : IDispatchBot
{
    private static readonly DispatchAnswer[] Answers =
    [
        new("continue_conversation", "Where is the leak?"),
        new("book_appointment", "We come tomorrow at nine."),
        new("end_conversation", "Thank you, see you then."),
        new("escalate_to_owner", "I ask the owner."),
        new("escalate_to_owner", null),
    ];

    public async Task<DispatchAnswer> AskAsync(DispatchRequest request, TimeSpan within, CancellationToken cancellation)
    {
        world.Processes.MayDie(FaultKind.DiedBeforePost, process, strand);
        if (world.Faults.Strikes(FaultKind.NeighbourUnreachable, strand))
            return new DispatchAnswer(null, null, "ConnectionError");
        if (world.Faults.Strikes(FaultKind.NeighbourSilent, strand))
        {
            await world.Agenda.Delay(within);
            return new DispatchAnswer(null, null, "No answer in time.");
        }
        await world.Agenda.Delay(strand.Chance.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3)));
        await world.Processes.AwakeAsync(process);
        return strand.Chance.Among(Answers);
    }
}
