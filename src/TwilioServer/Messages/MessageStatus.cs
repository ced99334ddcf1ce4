namespace TwilioServer.Messages;

/// <summary>How far a message has come. The order is the rank: a status never goes back, but for a send that never left.</summary>
public enum MessageStatus
{
    /// <summary>Waits with us.</summary>
    Queued,

    /// <summary>Permission was committed; the POST may be on the wire.</summary>
    Sending,

    /// <summary>The POST may or may not have reached Twilio. It is not repeated; it is looked up.</summary>
    Unknown,

    /// <summary>Twilio could not tell whether it has it. Never repeated; a person looks, and a late callback still counts.</summary>
    UnknownFinal,

    /// <summary>Twilio has it.</summary>
    Accepted,

    /// <summary>The carrier has it.</summary>
    Sent,

    Delivered,

    Undelivered,

    /// <summary>Twilio or the carrier refused it.</summary>
    Failed,

    /// <summary>It was not sent in time, and is not sent any more.</summary>
    Expired,

    /// <summary>It may not be sent; the row says why.</summary>
    Blocked,

    /// <summary>Somebody took it back while it waited.</summary>
    Canceled,

    /// <summary>A text that came in.</summary>
    Received,
}

public static class MessageStatusNames
{
    /// <summary>Whether the status does not change any more.</summary>
    public static bool IsTerminal(this MessageStatus status) => status >= MessageStatus.Delivered;

    /// <summary>The word in the database.</summary>
    public static string ToWord(this MessageStatus status) =>
        status == MessageStatus.UnknownFinal ? "unknown-final" : status.ToString().ToLowerInvariant();

    public static MessageStatus FromWord(string word) =>
        word == "unknown-final" ? MessageStatus.UnknownFinal : Enum.Parse<MessageStatus>(word, ignoreCase: true);

    /// <summary>
    /// Twilio's word, from a callback or a resource, in ours; null for a word that says nothing about delivery.
    /// https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
    /// </summary>
    public static MessageStatus? FromTwilio(string word) =>
        word switch
        {
            "accepted" or "scheduled" or "queued" or "sending" => MessageStatus.Accepted,
            "sent" => MessageStatus.Sent,
            "delivered" or "read" => MessageStatus.Delivered,
            "undelivered" => MessageStatus.Undelivered,
            "failed" or "canceled" => MessageStatus.Failed,
            _ => null,
        };
}
