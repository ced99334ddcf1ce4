using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>What may happen to a message. Each names the type under which the journal keeps it.</summary>
public abstract record MessageEvent(string Type);

/// <summary>A text came in.</summary>
public sealed record MessageReceived(string MessageSid, string From, string To, string Body)
    : MessageEvent("message.received")
{
    /// <summary>Where Twilio keeps the pictures that came with it.</summary>
    public IReadOnlyList<string>? MediaUrls { get; init; }
}

/// <summary>Somebody wants a text sent.</summary>
/// <param name="SendAt">Not before.</param>
public sealed record SendAsked(
    Guid IntentId,
    MessageClass Class,
    string From,
    string To,
    string Body,
    DateTimeOffset SendAt,
    DateTimeOffset ExpiresAt
) : MessageEvent("send.asked")
{
    /// <summary>What Twilio is to fetch and send with it.</summary>
    public IReadOnlyList<string>? MediaUrls { get; init; }

    /// <summary>The times as they were asked for; null in an event of a release that did not keep them.</summary>
    public AskedTimes? Times { get; init; }

    /// <summary>The answers to it.</summary>
    public const string Queued = "queued";

    public const string Blocked = "blocked";
}

/// <summary>When somebody wants a text sent, before hours and lifetimes are looked at: what a repeat is compared by.</summary>
public sealed record AskedTimes(DateTimeOffset? SendAt, DateTimeOffset? ExpiresAt);

/// <summary>Somebody takes a text back.</summary>
public sealed record SendCanceled() : MessageEvent("send.canceled")
{
    /// <summary>The answers to it.</summary>
    public const string Done = "canceled";

    public const string TooLate = "too-late";
}

/// <summary>An operator wants a text that was lost sent again.</summary>
public sealed record SendRetried() : MessageEvent("send.retried")
{
    /// <summary>The answers to it.</summary>
    public const string Queued = "queued";

    public const string Nothing = "nothing";
}

/// <summary>A worker asks whether it may send now.</summary>
/// <param name="Cap">The cap of texts in 24 hours, or to one block of numbers, that is reached; null where none is.</param>
/// <param name="IsUnregistered">Whether US carriers would drop it, because its number is in no approved campaign.</param>
public sealed record SendRequested(string? Cap = null, bool IsUnregistered = false) : MessageEvent("send.requested");

/// <summary>A POST has an outcome.</summary>
/// <param name="Attempt">Of the job that posted; 0 when the list told, which cannot tell the attempt.</param>
public sealed record SendSettled(int Attempt, SendOutcome Outcome) : MessageEvent("send.settled");

/// <summary>Twilio reported the state of a message.</summary>
public sealed record DeliveryReported(string MessageSid, string MessageStatus, int? ErrorCode)
    : MessageEvent("delivery.reported");

/// <summary>Twilio's list was asked for a message whose POST had no clear outcome, and did not have it.</summary>
/// <param name="Round">How often it was asked, from 1.</param>
/// <param name="ServiceSid">The Messaging Service through which a second copy may be scheduled; null where there is none.</param>
public sealed record LookupMissed(int Round, string? ServiceSid = null) : MessageEvent("lookup.missed");

/// <summary>What became of a POST. Only <see cref="NotSent"/> may be tried again.</summary>
public abstract record SendOutcome(string Word)
{
    /// <summary>Twilio answered 201, or its list has the message.</summary>
    public sealed record Accepted(string MessageSid, string TwilioStatus) : SendOutcome("accepted");

    /// <summary>Twilio refused: asking again changes nothing.</summary>
    public sealed record Refused(int? Code, string Message) : SendOutcome("refused");

    /// <summary>No byte left, or Twilio says that it did not process the request (429).</summary>
    public sealed record NotSent(string Reason) : SendOutcome("not-sent");

    /// <summary>Bytes left and no clear answer came back.</summary>
    public sealed record Unknown(string Reason) : SendOutcome("unknown");
}
