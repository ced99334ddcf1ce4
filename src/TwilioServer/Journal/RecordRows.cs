using Npgsql;
using TwilioServer.Storage.Rows;

namespace TwilioServer.Journal;

/// <summary>What stays of each entry: a log row where it was delivered, an event row where it was decided.</summary>
internal sealed class RecordRows(TimeProvider time)
{
    private readonly RowStatement<Record> _new = new("Journal/insert-records", "record_row", Write);
    private readonly RowStatement<Record> _repeated = new("Journal/repeat-records", "record_row", Write);

    /// <summary>A delivery that made no event: a repeat, or one that concerns nothing known.</summary>
    public void Add(JournalEntry entry, JournalOutcome outcome)
    {
        if (entry.Webhook is not null)
            Add(new Record(entry, Word(entry, outcome), Elapsed(entry), null, default));
    }

    /// <summary>An entry that was decided now.</summary>
    public void Add(JournalEntry entry, StreamRow stream, StreamDecision decision) =>
        Add(new Record(entry, Word(entry, JournalOutcome.Processed), Elapsed(entry), stream, decision));

    public void AppendWrites(NpgsqlBatch batch)
    {
        _new.AppendTo(batch);
        _repeated.AppendTo(batch);
    }

    public void Clear()
    {
        _new.Clear();
        _repeated.Clear();
    }

    private void Add(Record record) => (record.Entry.MayBeRecorded ? _repeated : _new).Add(record);

    private float Elapsed(JournalEntry entry) =>
        entry.Webhook is { } webhook
            ? (float)(webhook.AnsweredAfter ?? time.GetElapsedTime(webhook.StartedAt)).TotalMilliseconds
            : 0;

    private static void Write(RowBuffer row, Record r)
    {
        row.Uuid(r.Entry.DeliveryId);
        row.Uuid(r.Entry.Identity);
        row.Jsonb(r.Entry.ParametersUtf8.Span);
        row.TimestampTz(r.Entry.At);
        row.Text(r.Entry.Webhook?.Type);
        row.Inet(r.Entry.Webhook?.SourceIp);
        row.Text(r.Entry.Webhook?.CallSid);
        row.Text(r.Entry.Webhook?.MessageSid);
        row.Uuid(r.Entry.TenantId == Guid.Empty ? null : r.Entry.TenantId);
        row.Text(r.Outcome);
        row.Real(r.DurationMilliseconds);
        row.Bigint(r.Stream?.StreamId);
        row.TimestampTz(r.Stream?.CreatedAt);
        row.Integer(r.Stream is null ? null : r.Decision.Sequence);
        row.Text(r.Entry.Type);
        row.Bigint(r.Decision.SettingsVersion);
        row.Smallint(r.Decision.DeciderVersion);
        row.Text(r.Decision.Reply);
    }

    private static string Word(JournalEntry entry, JournalOutcome outcome) =>
        outcome switch
        {
            JournalOutcome.Duplicate => "duplicate",
            JournalOutcome.Failed => "failed",
            JournalOutcome.Refused => "refused",
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
