using TwilioServer.Neighbours;
using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Processes;

namespace TwilioServer.Simulation.Neighbours;

/// <summary>What as-call-service really took, outside of the service: the ledger that its reports are held against.</summary>
public sealed class SimulatedCallService(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _incoming = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missed = new(StringComparer.Ordinal);

    /// <summary>Whether it took the report of a missed call.</summary>
    public bool KnowsMissed(string callSid) => _missed.Contains(callSid);

    public Task<ReportResult> TakeIncomingAsync(string callSid, Strand strand) =>
        AnswerAsync(strand, () => _incoming.Add(callSid));

    public Task<ReportResult> TakeMissedAsync(string callSid, Strand strand)
    {
        world.Check.Require(
            _incoming.Contains(callSid),
            "I22",
            callSid,
            "a missed call was reported as incoming before"
        );
        return AnswerAsync(
            strand,
            () => world.Check.Require(_missed.Add(callSid), "I22", callSid, "a missed call is reported once")
        );
    }

    public Task<ReportResult> TakeTextAsync(string messageSid, Strand strand) =>
        AnswerAsync(
            strand,
            () => world.Check.Require(_texts.Add(messageSid), "I25", messageSid, "a text is reported once")
        );

    private async Task<ReportResult> AnswerAsync(Strand strand, Action process)
    {
        if (world.Faults.Strikes(FaultKind.NeighbourUnreachable, strand))
        {
            await world.Agenda.Delay(TimeSpan.FromSeconds(2));
            return new ReportResult(ReportOutcome.NotProcessed, null, "ConnectionError");
        }
        if (world.Faults.Strikes(FaultKind.NeighbourSilent, strand))
        {
            await world.Agenda.Delay(Patience);
            return new ReportResult(ReportOutcome.Unknown, null, "No answer in time.");
        }
        await world.Agenda.Delay(strand.Chance.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500)));
        process();
        if (!world.Faults.Strikes(FaultKind.NeighbourSilentAccepted, strand))
            return new ReportResult(ReportOutcome.Accepted, null, null);
        await world.Agenda.Delay(Patience);
        return new ReportResult(ReportOutcome.Unknown, null, "No answer in time.");
    }
}

/// <summary>as-call-service as one process reaches it.</summary>
internal sealed class ProcessCallService(World world, SimulatedProcess process, Strand strand) : ICallService
{
    public async Task<ReportResult> ReportIncomingAsync(
        string callSid,
        string from,
        string to,
        string direction,
        Guid tenantId,
        CancellationToken cancellation
    )
    {
        var result = await world.CallService.TakeIncomingAsync(callSid, strand);
        await world.Processes.AwakeAsync(process);
        return result;
    }

    public async Task<ReportResult> ReportMissedAsync(string callSid, CancellationToken cancellation)
    {
        world.Processes.MayDie(FaultKind.DiedBeforePost, process, strand);
        await world.Processes.MayHangAsync(FaultKind.HungBeforePost, process, strand);
        var answer = world.CallService.TakeMissedAsync(callSid, strand);
        world.Processes.MayDie(FaultKind.DiedAfterPost, process, strand);
        var result = await answer;
        await world.Processes.AwakeAsync(process);
        return result;
    }

    public async Task<ReportResult> ReportTextAsync(
        Guid conversationId,
        string messageSid,
        string body,
        CancellationToken cancellation
    )
    {
        world.Processes.MayDie(FaultKind.DiedBeforePost, process, strand);
        await world.Processes.MayHangAsync(FaultKind.HungBeforePost, process, strand);
        var answer = world.CallService.TakeTextAsync(messageSid, strand);
        world.Processes.MayDie(FaultKind.DiedAfterPost, process, strand);
        var result = await answer;
        await world.Processes.AwakeAsync(process);
        return result;
    }
}
