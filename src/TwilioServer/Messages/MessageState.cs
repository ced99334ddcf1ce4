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

    /// <summary>The key under which an outgoing message's stream is found.</summary>
    public static string KeyOf(Guid intentId) => "intent:" + intentId.ToString("N");
}
