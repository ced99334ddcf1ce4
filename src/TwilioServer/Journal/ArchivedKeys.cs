using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Journal;

/// <summary>
/// Keys of this transaction that lie in the archive. They are brought back, and whatever concerns them waits for the next
/// transaction: that a replay comes after days is no reason to take it for something new.
/// </summary>
internal sealed class ArchivedKeys
{
    private readonly BulkStatement<string> _restore = new BulkStatement<string>("Journal/restore-stream-keys").With(
        Text,
        key => key
    );
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public void Add(string key)
    {
        if (_keys.Add(key))
            _restore.Add(key);
    }

    public bool Contains(string key) => _keys.Contains(key);

    public void AppendRestore(NpgsqlBatch batch) => _restore.AppendTo(batch);

    public void Clear()
    {
        _restore.Clear();
        _keys.Clear();
    }
}
