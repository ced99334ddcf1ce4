using TwilioServer.Journal;

namespace TwilioServer.Reconciliation;

/// <summary>Something that Twilio told when it was asked.</summary>
/// <param name="Occasion">What tells it from others of its type in its stream: the content alone, so that a repeat is none.</param>
internal sealed record FetchedEvent(
    StreamKind Kind,
    string StreamKey,
    string Type,
    object Happened,
    string Occasion,
    string ParametersJson
)
{
    /// <summary>Who owns a stream that may begin with this event; null where it must be known.</summary>
    public Guid? TenantId { get; init; }

    public object? Origin { get; init; }

    /// <summary>By our clock.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    public ContactKey? Contact { get; init; }
}

/// <summary>Appends what Twilio's lists tell to the journal, as webhooks are.</summary>
internal sealed class FetchedEvents(EventJournal journal, EventIdentity identity, Ambient ambient)
{
    /// <returns>Whether it was new. What the journal keeps aside is none: its bug is reported there, and others go on.</returns>
    public async Task<bool> AppendAsync(FetchedEvent fetched, CancellationToken cancellation)
    {
        var entry = new JournalEntry
        {
            DeliveryId = ambient.NewId(),
            Identity = identity.OfOwn(fetched.Type, fetched.StreamKey, "fetched:" + fetched.Occasion),
            Type = fetched.Type,
            At = ambient.Time.GetUtcNow(),
            ParametersJson = fetched.ParametersJson,
            Kind = fetched.Kind,
            StreamKey = fetched.StreamKey,
            CreatesStream = fetched.TenantId is not null,
            TenantId = fetched.TenantId ?? Guid.Empty,
            BeganAt = fetched.BeganAt,
            Contact = fetched.Contact,
            Event = fetched.Happened,
            Origin = fetched.Origin,
        };
        return (await journal.AppendOwnAsync(entry, cancellation)).Outcome == JournalOutcome.Processed;
    }
}
