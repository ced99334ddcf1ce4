using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Journal;

/// <summary>What stays of each entry: a log row where it was delivered, an event row where it was decided.</summary>
internal sealed class RecordRows(TimeProvider time)
{
    private readonly BulkStatement<Record> _insert = new BulkStatement<Record>("Journal/insert-records")
        .With(Uuid, r => r.Entry.DeliveryId)
        .With(Uuid, r => r.Entry.Identity)
        .With(Jsonb, r => r.Entry.ParametersJson)
        .With(TimestampTz, r => r.Entry.At)
        .With(Text, r => r.Entry.Webhook?.Type)
        .With(Inet, r => r.Entry.Webhook?.SourceIp)
        .With(Text, r => r.Entry.Webhook?.CallSid)
        .With(Text, r => r.Entry.Webhook?.MessageSid)
        .With<Guid?>(Uuid, r => r.Entry.TenantId == Guid.Empty ? null : r.Entry.TenantId)
        .With(Text, r => r.Outcome)
        .With(Real, r => r.DurationMilliseconds)
        .With(Bigint, r => r.Stream?.StreamId)
        .With(TimestampTz, r => r.Stream?.CreatedAt)
        .With<int?>(Integer, r => r.Stream is null ? null : r.Decision.Sequence)
        .With(Text, r => r.Entry.Type)
        .With(Bigint, r => r.Decision.SettingsVersion)
        .With(Smallint, r => r.Decision.DeciderVersion)
        .With(Text, r => r.Decision.Reply);

    /// <summary>A delivery that made no event: a repeat, or one that concerns nothing known.</summary>
    public void Add(JournalEntry entry, JournalOutcome outcome)
    {
        if (entry.Webhook is not null)
            _insert.Add(new Record(entry, Word(entry, outcome), Elapsed(entry), null, default));
    }

    /// <summary>An entry that was decided now.</summary>
    public void Add(JournalEntry entry, StreamRow stream, StreamDecision decision) =>
        _insert.Add(new Record(entry, Word(entry, JournalOutcome.Processed), Elapsed(entry), stream, decision));

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();

    private float Elapsed(JournalEntry entry) =>
        entry.Webhook is { } webhook
            ? (float)(webhook.AnsweredAfter ?? time.GetElapsedTime(webhook.StartedAt)).TotalMilliseconds
            : 0;

    private static string Word(JournalEntry entry, JournalOutcome outcome) =>
        outcome switch
        {
            JournalOutcome.Duplicate => "duplicate",
            JournalOutcome.Failed => "failed",
            JournalOutcome.UnknownStream => entry.Kind == StreamKind.None ? "unknown-number" : "unknown-stream",
            _ => "processed",
        };

    /// <param name="Stream">Null where there is no event.</param>
    private readonly record struct Record(
        JournalEntry Entry,
        string Outcome,
        float DurationMilliseconds,
        StreamRow? Stream,
        StreamDecision Decision
    );
}
