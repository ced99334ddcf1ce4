using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Journal;

/// <summary>Events that are kept aside whole, as plain text.</summary>
internal sealed class FailedRows
{
    private readonly BulkStatement<(JournalEntry Entry, string Error)> _insert = new BulkStatement<(
        JournalEntry Entry,
        string Error
    )>("Journal/insert-failed-events")
        .With(Uuid, row => row.Entry.DeliveryId)
        .With(Uuid, row => row.Entry.Identity)
        .With(Text, row => row.Entry.StreamKey)
        .With(Text, row => row.Entry.Type)
        .With(Text, row => row.Entry.ParametersJson)
        .With(Text, row => row.Error)
        .With(TimestampTz, row => row.Entry.At);

    public void Add(JournalEntry entry, string error) => _insert.Add((entry, error));

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();
}
