using TwilioServer.Tenants;

namespace TwilioServer.Neighbours;

/// <summary>dispatch-bot-ai, as it is asked for answers: the real one, or the simulator's. Asking changes nothing there.</summary>
public interface IDispatchBot
{
    /// <param name="within">When no answer is wanted any more, however often it is tried until then.</param>
    Task<DispatchAnswer> AskAsync(DispatchRequest request, TimeSpan within, CancellationToken cancellation);
}

/// <summary>What the assistant wants said and done.</summary>
/// <param name="Action">Its word for what comes next; null where there is no answer.</param>
/// <param name="Message">What it says to the customer; null where it says nothing.</param>
/// <param name="Reason">Why there is no answer: status or error, never a body.</param>
public sealed record DispatchAnswer(string? Action, string? Message, string? Reason = null);

/// <summary>The body of <c>POST /dispatch/process</c>; its names become snake_case.</summary>
public sealed record DispatchRequest
{
    public required string CallerPhone { get; init; }
    public required string CalledNumber { get; init; }
    public required string CurrentMessage { get; init; }
    public required string BusinessName { get; init; }
    public required string TradeType { get; init; }

    /// <summary>By day in lower case; null for a day on which it is closed.</summary>
    public required IReadOnlyDictionary<string, DispatchHours?> BusinessHours { get; init; }

    public required PhoneHours PhoneHours { get; init; }
    public required DispatchAddress BusinessAddress { get; init; }
    public required IReadOnlyList<JobEstimate> JobEstimates { get; init; }
    public required DispatchSettings BusinessSettings { get; init; }

    /// <summary>The earliest first.</summary>
    public required IReadOnlyList<DispatchLine> ConversationHistory { get; init; }
}

/// <summary>From and to, as HH:MM.</summary>
public sealed record DispatchHours(string Start, string End);

public sealed record PhoneHours(bool AlwaysAvailable);

/// <param name="Sender"><c>customer</c>, <c>system</c>, <c>ai</c> or <c>human</c>.</param>
public sealed record DispatchLine(string Timestamp, string Sender, string Message, string MessageType);
