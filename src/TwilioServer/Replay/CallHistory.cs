using TwilioServer.Calls;
using TwilioServer.Journal;

namespace TwilioServer.Replay;

/// <summary>What the database keeps of a call.</summary>
/// <param name="Events">In their order; the journal's own too.</param>
/// <param name="Deliveries">Repeats too, in the order in which they came.</param>
/// <param name="State">As it stands now; null where the row is missing.</param>
/// <param name="Decision">What was decided about the text; null where nothing was.</param>
public sealed record CallHistory(
    string CallSid,
    StreamRow Stream,
    IReadOnlyList<EventRow> Events,
    IReadOnlyList<LoggedDelivery> Deliveries,
    CallState? State,
    TextBackDecision? Decision
);

/// <summary>A row of <c>webhook_logs</c>.</summary>
public sealed record LoggedDelivery(
    Guid Identity,
    string Type,
    string Outcome,
    float DurationMilliseconds,
    DateTimeOffset At
);
