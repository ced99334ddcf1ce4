using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>The events whose decider threw.</summary>
internal sealed class FailedRows
{
    private readonly BulkStatement _insert = new("Journal/insert-failed-events");
    private readonly List<Guid> _deliveryIds;
    private readonly List<Guid> _identities;
    private readonly List<string?> _streamKeys;
    private readonly List<string> _types;
    private readonly List<string> _parameters;
    private readonly List<string> _errors;
    private readonly List<DateTimeOffset> _createdAt;

    public FailedRows()
    {
        _deliveryIds = _insert.Column<Guid>(NpgsqlDbType.Uuid);
        _identities = _insert.Column<Guid>(NpgsqlDbType.Uuid);
        _streamKeys = _insert.Column<string?>(NpgsqlDbType.Text);
        _types = _insert.Column<string>(NpgsqlDbType.Text);
        _parameters = _insert.Column<string>(NpgsqlDbType.Text);
        _errors = _insert.Column<string>(NpgsqlDbType.Text);
        _createdAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public void Add(JournalEntry entry, string error)
    {
        _deliveryIds.Add(entry.DeliveryId);
        _identities.Add(entry.Identity);
        _streamKeys.Add(entry.StreamKey);
        _types.Add(entry.Type);
        _parameters.Add(entry.ParametersJson);
        _errors.Add(error);
        _createdAt.Add(entry.At);
        _insert.EndRow();
    }

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();
}
