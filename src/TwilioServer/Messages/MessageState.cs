using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>A message as its events made it.</summary>
/// <param name="IntentId">Names the message outside before Twilio has given it a SID; stands in the callback URL.</param>
/// <param name="Attempt">The number of the latest POST; 0 before the first.</param>
/// <param name="ExpiresAt">No POST leaves after this; null for messages that came in.</param>
public sealed record MessageState(
    long MessageId,
    Guid IntentId,
    Guid TenantId,
    string Direction,
    string From,
    string To,
    string Body,
    MessageStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt = null,
    string? MessageSid = null,
    int Attempt = 0,
    int? ErrorCode = null,
    string? ErrorMessage = null,
    int EventSequence = 0
)
{
    public MessageClass Class { get; init; } = MessageClass.TextBack;

    /// <summary>Who wrote a text of ours; null where that says nothing.</summary>
    public MessageAuthor? Author { get; init; }

    /// <summary>How far a text that came in has come; null where nothing follows from it.</summary>
    public Handling? Handling { get; init; }

    /// <summary>The customers whom an owner's text may be for, in the order of their numbers.</summary>
    public IReadOnlyList<string>? Customers { get; init; }

    /// <summary>Before this a text of ours does not leave; null where it may at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When the latest POST was permitted; null before the first.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>How far a second copy has come; null where there is none.</summary>
    public CopyState? Copy { get; init; }

    /// <summary>The second copy's MessageSid.</summary>
    public string? CopySid { get; init; }

    /// <summary>How many texts were lost of which this is the next attempt.</summary>
    public int Generation { get; init; }

    /// <summary>Whether another text was made to follow this one, which was lost.</summary>
    public bool IsRetried { get; init; }

    /// <summary>Where Twilio keeps what came with a text, or what goes with it is fetched from.</summary>
    public IReadOnlyList<string>? MediaUrls { get; init; }

    /// <summary>The key under which an outgoing message's stream is found.</summary>
    public static string KeyOf(Guid intentId) => "intent:" + intentId.ToString("N");
}
