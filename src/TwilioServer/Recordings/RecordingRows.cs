using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Recordings;

/// <summary>Rows of <c>call_recordings</c>: the first word about a recording makes its row, later ones complete it.</summary>
internal sealed class RecordingRows : IEffectWriter
{
    private readonly BulkStatement<(SaveRecording Recording, DateTimeOffset At)> _insert = new BulkStatement<(
        SaveRecording Recording,
        DateTimeOffset At
    )>("Recordings/insert-recordings")
        .With(Text, row => row.Recording.RecordingSid)
        .With(Text, row => row.Recording.CallSid)
        .With(Uuid, row => row.Recording.TenantId)
        .With(Text, row => row.Recording.RecordingUrl)
        .With(Integer, row => row.Recording.DurationSeconds)
        .With(Smallint, row => (short?)row.Recording.Channels)
        .With(Text, row => row.Recording.Status)
        .With(TimestampTz, row => row.At);

    public bool TryAdd(Effect effect, EffectContext context)
    {
        if (effect is not SaveRecording recording)
            return false;
        _insert.Add((recording, context.Entry.At));
        return true;
    }

    public void AppendWrites(NpgsqlBatch batch) => _insert.AppendTo(batch);

    public void Clear() => _insert.Clear();
}
