using TwilioServer.Journal;

namespace TwilioServer.Calls;

/// <summary>
/// One row of the call's table: where it may stand, what happens, under which condition, and where it stands then. The
/// decider does what the first row says that fits, and the diagram in ARCHITECTURE.md is drawn from the same rows.
/// </summary>
/// <param name="From">The stages in which the row counts.</param>
/// <param name="Event">The event's type.</param>
/// <param name="When">The condition in words; null where there is none.</param>
/// <param name="To">The stage after it; null where the call stays where it is.</param>
/// <param name="Applies">The condition.</param>
/// <param name="Decide">What follows, but for the stage.</param>
public sealed record CallTransition(
    IReadOnlyList<CallStage> From,
    string Event,
    string? When,
    CallStage? To,
    Func<CallState, CallEvent, CallContext, bool> Applies,
    Func<CallState, CallEvent, CallContext, Decision<CallState>> Decide
)
{
    /// <summary>Whether the caller may have hung up meanwhile, which the event tells too: then the call has ended.</summary>
    public bool MayEnd { get; init; }

    /// <summary>Whether the event cannot come here: it is refused, and nothing changes.</summary>
    public bool IsRefused { get; init; }
}
