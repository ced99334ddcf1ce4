using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Simulation.Memory;

namespace TwilioServer.Simulation.Invariants;

/// <summary>What must hold for a call after each of its events.</summary>
public sealed class CallInvariants(MemoryTables tables, InvariantCheck check)
{
    private readonly Dictionary<(long CallId, MessageClass Class), int> _texts = [];

    public void Check(JournalStep step, CallState after)
    {
        var sid = after.CallSid;
        if (step.Before is CallState before)
            CheckStep(before, after);
        check.Require(
            tables.Decisions.ContainsKey(after.CallId) == after.Missed is true,
            "I3",
            sid,
            "a missed call has one decision, any other none"
        );
        foreach (var text in step.Effects.OfType<QueueText>())
        {
            var key = (after.CallId, text.Class);
            _texts[key] = _texts.GetValueOrDefault(key) + 1;
            var most =
                text.Class == MessageClass.FollowUp ? tables.Tenants[after.TenantId].Settings.FollowUps.Count : 1;
            check.Require(_texts[key] <= most, "I3", sid, "a missed call has one text, and one notice, at most");
        }
        foreach (var decided in step.Effects.OfType<RecordTextBackDecision>())
            check.Require(
                (decided.Decision.Reason == "sms-automation-off")
                    == !after.Features.HasFlag(FeatureFlags.Features.SmsAutomation),
                "I23",
                sid,
                "the flag of the call's beginning decides about its text"
            );
        check.Require(
            (after.Missed is true) == (after.MissedReason is not null),
            "I3",
            sid,
            "a missed call, and only such a one, has a reason"
        );
    }

    private void CheckStep(CallState before, CallState after)
    {
        var sid = after.CallSid;
        check.Require(after.Stage >= before.Stage, "I8", sid, "a call only moves forward");
        check.Require(
            before.Missed is null || before.Missed == after.Missed,
            "I8",
            sid,
            "whether a call was missed is decided once"
        );
        check.Require(
            before is not { Stage: CallStage.Ended, Missed: not null } || before.Status == after.Status,
            "I8",
            sid,
            "the status of a call that ended and was decided never changes"
        );
        check.Require(
            before.TerminalStatus is null || before.TerminalStatus == after.TerminalStatus,
            "I8",
            sid,
            "a call ends once"
        );
        check.Require(before.Features == after.Features, "I23", sid, "a call keeps the features that it began with");
        check.Require(after.EventSequence == before.EventSequence + 1, "I2", sid, "each event counts once");
    }
}
