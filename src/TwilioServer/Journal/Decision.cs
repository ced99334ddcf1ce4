namespace TwilioServer.Journal;

/// <summary>What a decider answers: the stream's new state, the reply to whoever waits, and the work that follows.</summary>
/// <param name="State">The state after the event.</param>
/// <param name="Reply">TwiML, or the word that an internal event's sender waits for; null where there is nothing to say.</param>
/// <param name="Effects">What is written in the same transaction as the state.</param>
public sealed record Decision<TState>(TState State, string? Reply, IReadOnlyList<Effect> Effects)
{
    public Decision(TState state, string? reply = null, params Effect[] effects)
        : this(state, reply, (IReadOnlyList<Effect>)effects) { }

    /// <summary>Whether the event cannot have come here: it is not kept, and nothing changes.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>Something a decider wants written beside the state. Ids are given when it is written, not here.</summary>
public abstract record Effect;

/// <summary>The intent to send a text, with the job that sends it.</summary>
/// <param name="Class">Decides expiry and treatment when the outcome is ambiguous.</param>
/// <param name="Lifetime">After this the text is not sent any more.</param>
public sealed record QueueText(MessageClass Class, string From, string To, string Body, TimeSpan Lifetime) : Effect
{
    /// <summary>Who worded it.</summary>
    public MessageAuthor Author { get; init; }

    /// <summary>How long it waits before it is tried.</summary>
    public TimeSpan After { get; init; }

    /// <summary>How many texts were lost of which it is the next attempt.</summary>
    public int Generation { get; init; }

    /// <summary>What Twilio is to fetch and send with it.</summary>
    public IReadOnlyList<string>? MediaUrls { get; init; }
}

/// <summary>What was decided about the text of a missed call; a call has one such decision.</summary>
public sealed record RecordTextBackDecision(TextBackDecision Decision) : Effect;

/// <summary>The text that was deferred is queued now.</summary>
public sealed record ResolveTextBack() : Effect;

/// <summary>Work for later. At most one job with this key waits or runs at a time.</summary>
public sealed record ScheduleJob(string Kind, string UniqueKey, TimeSpan After, string PayloadJson, int MaxAttempts)
    : Effect;

/// <summary>A recording that Twilio holds.</summary>
public sealed record SaveRecording(
    string RecordingSid,
    string CallSid,
    Guid TenantId,
    string? RecordingUrl,
    int? DurationSeconds,
    int? Channels,
    string Status
) : Effect;

/// <summary>The POST of an attempt may leave now.</summary>
public sealed record StartSendAttempt(int Attempt) : Effect;

/// <summary>The POST of an attempt has an outcome.</summary>
public sealed record SettleSendAttempt(int Attempt, string Outcome) : Effect;

/// <summary>The stream can be found under this key too.</summary>
public sealed record AddStreamKey(string Key) : Effect;

/// <summary>Send, or why not.</summary>
/// <param name="IsDeferred">Whether a text follows, whoever words it.</param>
public sealed record TextBackDecision(bool Send, string Reason, bool IsDeferred = false);

/// <summary>Who wrote a text of ours.</summary>
public enum MessageAuthor
{
    System,
    Ai,
    Human,
}

/// <summary>Messages differ in expiry, quiet hours, caps and in what an ambiguous outcome means.</summary>
public enum MessageClass
{
    TextBack,
    Inbound,

    /// <summary>Tells the business's owner of a missed call.</summary>
    OwnerNotice,

    /// <summary>Answers a text or a call of the customer's, at any hour.</summary>
    Answer,

    /// <summary>Somebody wants it sent; it waits for the hours in which it may be.</summary>
    Manual,

    /// <summary>Says once that no more texts will come; the only text that goes to who asked for none.</summary>
    OptOutConfirmation,

    /// <summary>Follows the text-back while the caller does not answer.</summary>
    FollowUp,

    /// <summary>Goes out at a moment that somebody chose.</summary>
    Scheduled,

    /// <summary>One of many alike.</summary>
    Bulk,
}

public static class MessageClassNames
{
    /// <summary>The word in the database.</summary>
    public static string ToWord(this MessageClass messageClass) =>
        messageClass switch
        {
            MessageClass.TextBack => "text-back",
            MessageClass.Inbound => "inbound",
            MessageClass.OwnerNotice => "owner-notice",
            MessageClass.Answer => "answer",
            MessageClass.Manual => "manual",
            MessageClass.OptOutConfirmation => "opt-out-confirmation",
            MessageClass.FollowUp => "follow-up",
            MessageClass.Scheduled => "scheduled",
            MessageClass.Bulk => "bulk",
            _ => throw new ArgumentOutOfRangeException(nameof(messageClass)),
        };

    /// <summary>Whether a text counts to the caps of a day, and is held back by them.</summary>
    public static bool CountsToCaps(this MessageClass messageClass) =>
        messageClass is not (MessageClass.OwnerNotice or MessageClass.OptOutConfirmation);

    /// <summary>Whether somebody waits for such a text, so that it leaves before those that come by the thousand.</summary>
    public static bool IsWaitedFor(this MessageClass messageClass) =>
        messageClass is not (MessageClass.FollowUp or MessageClass.Scheduled or MessageClass.Bulk);

    /// <summary>Whether such a text answers nothing of the last hour, so that it goes out in the hours of the day alone.</summary>
    public static bool WaitsForHours(this MessageClass messageClass) =>
        messageClass is MessageClass.Manual or MessageClass.FollowUp or MessageClass.Scheduled or MessageClass.Bulk;

    public static MessageClass FromWord(string word) =>
        Enum.GetValues<MessageClass>().First(messageClass => messageClass.ToWord() == word);
}
