using TwilioServer.Compliance;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Simulation.Memory;

namespace TwilioServer.Simulation.Invariants;

/// <summary>What must hold for a message after each of its events.</summary>
public sealed class MessageInvariants(MemoryTables tables, SendInvariants sends, InvariantCheck check)
{
    public void Check(JournalStep step, MessageState after)
    {
        var key = step.Entry.StreamKey!;
        if (step.Before is MessageState before)
            CheckStep(step, before, after, key);
        if (step.Reply.Body == MessageDecider.Go)
            CheckPermission(step, after, key);
    }

    private void CheckStep(JournalStep step, MessageState before, MessageState after, string key)
    {
        check.Require(
            after.Status >= before.Status || NeverLeft(step.Entry, before, after),
            "I8",
            key,
            "a message's status never falls, unless its POST never left"
        );
        check.Require(
            !before.Status.IsTerminal() || before.Status == after.Status,
            "I8",
            key,
            "a terminal status never changes"
        );
        check.Require(
            before.MessageSid is null || before.MessageSid == after.MessageSid,
            "I8",
            key,
            "a message keeps its SID"
        );
        check.Require(
            before.Status == after.Status
                || after.Status != MessageStatus.UnknownFinal
                || sends.AcceptedOf(after.IntentId) == 0,
            "I5",
            key,
            "a message is given up only when Twilio does not have it"
        );
        check.Require(after.EventSequence == before.EventSequence + 1, "I2", key, "each event counts once");
    }

    private void CheckPermission(JournalStep step, MessageState after, string key)
    {
        check.Require(
            tables.Jobs.IsHeld(step.Entry.Claim),
            "I14",
            key,
            "only who holds the job gets permission to send"
        );
        check.Require(
            after.Class == MessageClass.OptOutConfirmation
                || tables.Contacts.GetValueOrDefault(new ContactKey(after.TenantId, after.To))
                    is not { OptedOutAt: not null },
            "I6",
            key,
            "no permission to text who asked for no more texts"
        );
        check.Require(
            !after.Class.WaitsForHours() || QuietHours.AreOver(after.To, step.Entry.At),
            "I24",
            key,
            "no permission in a quiet hour to a text that nobody waits for"
        );
        check.Require(step.Entry.At < after.ExpiresAt, "I7", key, "no permission after the text expired");
    }

    private static bool NeverLeft(JournalEntry entry, MessageState before, MessageState after) =>
        entry.Event is SendSettled { Outcome: SendOutcome.NotSent }
        && before.Status == MessageStatus.Sending
        && after.Status == MessageStatus.Queued;
}
