using TwilioServer.Journal;

namespace TwilioServer.Simulation.Memory;

/// <summary>An entry that was committed.</summary>
/// <param name="Stream">Null where there is none.</param>
/// <param name="Before">The stream's state before: a call's, a message's, or null.</param>
/// <param name="After">The state after; null where the entry changed nothing.</param>
public sealed record JournalStep(
    JournalEntry Entry,
    JournalReply Reply,
    StreamRow? Stream,
    object? Before,
    object? After,
    IReadOnlyList<Effect> Effects
)
{
    public static JournalStep Without(
        JournalEntry entry,
        JournalOutcome outcome,
        string? reply = null,
        StreamRow? stream = null
    ) => new(entry, new JournalReply(outcome, reply), stream, null, null, []);
}
