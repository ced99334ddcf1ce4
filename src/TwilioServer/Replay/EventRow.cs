using TwilioServer.Journal;

namespace TwilioServer.Replay;

/// <summary>A row of <c>events</c>.</summary>
/// <param name="Sequence">The event's number in its stream, from 1.</param>
public sealed record EventRow(
    Guid Identity,
    int Sequence,
    string Type,
    DateTimeOffset OccurredAt,
    string ParametersJson,
    string? Reply,
    long? SettingsVersion,
    short DeciderVersion
)
{
    /// <summary>The event as it went into the journal, as far as its row tells.</summary>
    /// <param name="baseUrl">Which was in force, the row does not tell.</param>
    /// <exception cref="InvalidDataException">This build cannot read the event.</exception>
    /// <param name="origin">What the stream is made of, where the event itself does not say.</param>
    public JournalEntry ToEntry(StreamKind kind, string streamKey, string baseUrl = "", object? origin = null)
    {
        var stored = EventReader.Read(Type, ParametersJson);
        return new JournalEntry
        {
            DeliveryId = Identity,
            Identity = Identity,
            Type = Type,
            At = OccurredAt,
            ParametersJson = ParametersJson,
            Kind = kind,
            StreamKey = streamKey,
            Event = stored.Happened,
            Origin = stored.Origin ?? origin,
            BaseUrl = baseUrl,
        };
    }
}
