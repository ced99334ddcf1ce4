using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Recordings;

/// <summary>Rows of <c>call_recordings</c>: the first word about a recording makes its row, later ones complete it.</summary>
internal sealed class RecordingRows : IEffectWriter
{
    private readonly BulkStatement _insert = new("Recordings/insert-recordings");
    private readonly List<string> _recordingSids;
    private readonly List<string> _callSids;
    private readonly List<Guid> _tenantIds;
    private readonly List<string?> _urls;
    private readonly List<int?> _durations;
    private readonly List<short?> _channels;
    private readonly List<string> _statuses;
    private readonly List<DateTimeOffset> _createdAt;

    public RecordingRows()
    {
        _recordingSids = _insert.Column<string>(NpgsqlDbType.Text);
        _callSids = _insert.Column<string>(NpgsqlDbType.Text);
        _tenantIds = _insert.Column<Guid>(NpgsqlDbType.Uuid);
        _urls = _insert.Column<string?>(NpgsqlDbType.Text);
        _durations = _insert.Column<int?>(NpgsqlDbType.Integer);
        _channels = _insert.Column<short?>(NpgsqlDbType.Smallint);
        _statuses = _insert.Column<string>(NpgsqlDbType.Text);
        _createdAt = _insert.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not SaveRecording recording)
            return false;
        _recordingSids.Add(recording.RecordingSid);
        _callSids.Add(recording.CallSid);
        _tenantIds.Add(recording.TenantId);
        _urls.Add(recording.RecordingUrl);
        _durations.Add(recording.DurationSeconds);
        _channels.Add((short?)recording.Channels);
        _statuses.Add(recording.Status);
        _createdAt.Add(context.Entry.At);
        _insert.EndRow();
        return true;
    }

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();
}
