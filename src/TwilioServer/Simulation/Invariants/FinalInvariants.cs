using TwilioServer.Calls;
using TwilioServer.Messages;
using TwilioServer.Replay;
using TwilioServer.Simulation.Memory;

namespace TwilioServer.Simulation.Invariants;

/// <summary>What must hold when nothing is under way any more.</summary>
public sealed class FinalInvariants(World world)
{
    private readonly MemoryTables _tables = world.Tables;

    public void Check()
    {
        foreach (var job in _tables.Jobs.Rows)
            Require(job.State == JobState.Done, "I12", $"{job.Job.UniqueKey}", "each job ends, and none is dead");
        foreach (var message in _tables.Messages.Values.Where(message => message.State.Direction == "outbound"))
            CheckText(message.State);
        foreach (var call in _tables.Calls.Values)
        {
            CheckRefold(call);
            Require(
                call.Report is not (CallReport.Incoming or CallReport.Sending),
                "I22",
                call.CallSid,
                "no report is left under way"
            );
        }
        foreach (var call in world.IncomingCalls.AllEnded)
            CheckTruth(call);
    }

    private void CheckText(MessageState text)
    {
        var (accepted, key) = (world.Sends.AcceptedOf(text.IntentId), MessageState.KeyOf(text.IntentId));
        Require(
            text.Status
                is MessageStatus.Failed
                    or MessageStatus.Expired
                    or MessageStatus.Blocked
                    or MessageStatus.UnknownFinal
                || accepted == 1,
            "I4",
            key,
            "a text that was to be sent and did not fail is with Twilio"
        );
        Require(text.Status != MessageStatus.UnknownFinal || accepted == 0, "I5", key, "what Twilio has is found");
        Require(
            text.Status is not (MessageStatus.Queued or MessageStatus.Sending or MessageStatus.Unknown),
            "I5",
            key,
            "no text is left undecided"
        );
    }

    /// <summary>The log alone gives the state again.</summary>
    private void CheckRefold(CallState call)
    {
        var refolded = Refold.Call(
            null,
            _tables.EventsOf(call.CallId),
            call.CallSid,
            _tables.StreamKeys[call.CallSid],
            _tables.Around(call.TenantId)!.AsKeptBy(call)
        );
        Require(refolded == call, "I21", call.CallSid, "a call folded again from its events is the same");
    }

    /// <summary>What no fault touched is known as it was.</summary>
    private void CheckTruth(Phones.SimulatedCall call)
    {
        if (call.Strand.Faults > 0 || !_tables.StreamKeys.TryGetValue(call.CallSid, out var stream))
            return;
        var state = _tables.Calls[stream.StreamId];
        Require(state.Missed == !call.Spoke, "I9", call.CallSid, "a call without faults is known as it was");
        Require(
            state.Report is null || !call.Spoke == world.CallService.KnowsMissed(call.CallSid),
            "I22",
            call.CallSid,
            "as-call-service knows of a missed call, and of no other"
        );
        Require(state.Stage == CallStage.Ended, "I9", call.CallSid, "a call that ended is known to have ended");
    }

    private void Require(bool holds, string invariant, string subject, string expectation) =>
        world.Check.Require(holds, invariant, subject, expectation);
}
