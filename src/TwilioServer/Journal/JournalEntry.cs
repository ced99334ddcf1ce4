using System.Text;

namespace TwilioServer.Journal;

/// <summary>The kinds of streams that events belong to; each has a store and a decider.</summary>
public enum StreamKind
{
    /// <summary>A delivery that concerns nothing we know: it is logged, and that is all.</summary>
    None,
    Call,
    Message,
}

/// <summary>One event on its way into the journal, and the place where its sender waits.</summary>
public sealed class JournalEntry
{
    private readonly TaskCompletionSource<JournalReply> _reply = new();

    /// <summary>This delivery's own id: what makes writing it twice harmless.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>The event's identity: equal for every delivery of the same event.</summary>
    public required Guid Identity { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The parameters as JSON, redacted.</summary>
    public string ParametersJson
    {
        get => Encoding.UTF8.GetString(ParametersUtf8.Span);
        init => ParametersUtf8 = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The same JSON as the database is sent it.</summary>
    public ReadOnlyMemory<byte> ParametersUtf8 { get; init; } = "{}"u8.ToArray();

    /// <summary>Whether the log may have this delivery already: an earlier transaction's commit was not heard of, or an earlier import's.</summary>
    public bool MayBeRecorded { get; set; }

    public StreamKind Kind { get; init; }

    public string? StreamKey { get; init; }

    /// <summary>Whether the stream begins with this event if it is new.</summary>
    public bool CreatesStream { get; init; }

    public Guid TenantId { get; init; }

    /// <summary>The one tenant whose streams the sender may touch; null for a sender who may touch all.</summary>
    public Guid? OnlyTenant { get; init; }

    /// <summary>When a stream that begins with this event really began; null where that is now.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>The contact to lock, where the event may decide about a text.</summary>
    public ContactKey? Contact { get; init; }

    /// <summary>The event as the stream's decider takes it.</summary>
    public object? Event { get; init; }

    /// <summary>What a new stream is made of.</summary>
    public object? Origin { get; init; }

    /// <summary>Which step of which stream the sender's URL names; null where it names none.</summary>
    public StepAddress? Step { get; init; }

    /// <summary>Scheme, host and path prefix for URLs in the reply.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>The HTTP delivery; null for events of our own.</summary>
    public WebhookDelivery? Webhook { get; init; }

    /// <summary>What was answered before the event could be decided: a fact, whatever would be decided now.</summary>
    public string? GivenReply { get; init; }

    /// <summary>The job that sends this event.</summary>
    public JobClaim? Claim { get; init; }

    /// <summary>Whether the event counts only while the claim holds. Permissions need it; facts never do.</summary>
    public bool NeedsClaim { get; init; }

    /// <summary>How the job ends with this event; null where it goes on.</summary>
    public JobEnd? JobEnd { get; init; }

    public Task<JournalReply> Reply => _reply.Task;

    public void Complete(JournalReply reply) => _reply.TrySetResult(reply);

    public void Fail(Exception exception) => _reply.TrySetException(exception);
}

/// <summary>What the log keeps of an HTTP delivery.</summary>
/// <param name="Type">The webhook's name, such as <c>voice</c>.</param>
/// <param name="StartedAt">A timestamp of <see cref="TimeProvider.GetTimestamp"/>, for the duration.</param>
public sealed record WebhookDelivery(
    string Type,
    System.Net.IPAddress? SourceIp,
    string? CallSid,
    string? MessageSid,
    long StartedAt
)
{
    /// <summary>Path and query as they were requested, without the URL token.</summary>
    public string Target { get; init; } = "";

    /// <summary>The parameters, redacted and sorted: with the target, all that the event can be made of again.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>The document that is answered when nothing was decided; null where none is waited for.</summary>
    public string? Fallback { get; init; }

    /// <summary>How long the answer took, where it was given before the event reached the database.</summary>
    public TimeSpan? AnsweredAfter { get; init; }
}

/// <summary>A running job as its worker holds it. Whoever claims it later has another node or attempt.</summary>
public sealed record JobClaim(long JobId, long NodeId, int Attempt);

/// <summary>How a job ends.</summary>
/// <param name="RetryAt">When it runs again; null when it is done.</param>
/// <param name="Error">Why it runs again.</param>
public sealed record JobEnd(DateTimeOffset? RetryAt, string? Error)
{
    public static readonly JobEnd Done = new(null, null);
}

/// <summary>What a URL that we gave out says of the step that it is for. Whoever calls it signs it.</summary>
/// <param name="StreamId">0 where the URL was made without the database.</param>
public sealed record StepAddress(long StreamId, Guid TenantId);

/// <summary>The journal's answer, given when it is on disk.</summary>
public readonly record struct JournalReply(JournalOutcome Outcome, string? Body);

public enum JournalOutcome
{
    /// <summary>The event was decided now.</summary>
    Processed,

    /// <summary>It was decided before; the reply is the one given then.</summary>
    Duplicate,

    /// <summary>It concerns nothing we know.</summary>
    UnknownStream,

    /// <summary>It cannot have come here: a step out of order, or of another call. Logged, and that is all.</summary>
    Refused,

    /// <summary>The job was given to another worker meanwhile: nothing was written.</summary>
    Fenced,

    /// <summary>The database was away: the delivery is on disk, and is decided when it is imported.</summary>
    Spilled,

    /// <summary>A bug or the database refused this event; it is kept aside.</summary>
    Failed,
}

/// <summary>No room: <c>WEBHOOK_QUEUE_SIZE</c> deliveries wait already.</summary>
public sealed class JournalFullException() : Exception("The journal's queue is full.");

/// <summary>The database could not commit in time.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
