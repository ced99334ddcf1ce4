using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TwilioServer.Journal;

namespace TwilioServer.Spill;

/// <summary>
/// Imports what was spilled as soon as the database answers, in the order in which it came, through the journal's own
/// transaction: what was imported before is known by its delivery's id and its event's identity. A record counts as
/// imported when its transaction has committed.
/// </summary>
public sealed partial class SpillImporter(
    EventSpill spill,
    SpilledDeliveries deliveries,
    EventJournal journal,
    TimeProvider time,
    ILogger<SpillImporter> logger
)
{
    private const int ChunkRecords = 256;

    /// <summary>Few enough for a database that is fast enough for webhooks.</summary>
    private const int ChunkRecordsWhileHolding = 64;

    /// <summary>The database may be slow after it came back; nobody waits for this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HeldPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    private readonly List<(SpillFile File, SpillRecord Record)> _held = [];
    private TimeSpan _pause = FirstPause;
    private bool _works;
    private bool _grows;
    private long _imported;
    private long _lookedAt;
    private long _heldTriedAt;
    private long _reportedAt;

    /// <summary>Imports until cancelled.</summary>
    /// <param name="databaseReady">Done when the database has this release's schema.</param>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever went wrong, what is spilled stays and is tried again."
    )]
    public async Task RunAsync(Task databaseReady, CancellationToken cancellation)
    {
        await databaseReady.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                Log.Failed(logger, e);
                await Task.Delay(LongestPause, time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        LookAround();
        if (!spill.NeedsImport && _held.Count == 0)
        {
            await spill.WaitForWorkAsync(LookEvery, cancellation);
            return;
        }
        _works = await ImportHeldAsync() && await ImportUnreadAsync(cancellation);
        if (_works)
            _pause = FirstPause;
        else
            _grows = false;
        if (_works && !spill.NeedsImport)
        {
            // Only what others hold is left.
            await spill.WaitForWorkAsync(HeldPause, cancellation);
        }
        else if (!_works)
        {
            await Task.Delay(_pause, time, cancellation);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    /// <summary>Now and then: whether the disk works again, and whether a process died.</summary>
    private void LookAround()
    {
        if (spill.IsFailing)
            spill.TryRecover();
        if (_lookedAt != 0 && time.GetElapsedTime(_lookedAt) < LookEvery)
            return;
        _lookedAt = time.GetTimestamp();
        spill.Adopt();
    }

    /// <summary>
    /// Beside the appending as long as that makes it shorter; near the end, or when more comes than goes, in turns with
    /// it (then callers wait). So there is an end, and nothing comes between the last import and the first commit of the normal way.
    /// </summary>
    private async Task<bool> ImportUnreadAsync(CancellationToken cancellation)
    {
        if (!_works || !_grows && spill.Unread > ChunkRecords)
        {
            var before = spill.Unread;
            if (spill.NextUnread() is { } file)
            {
                var works = await ImportChunkAsync(file, ChunkRecords, Patience);
                _grows = spill.Unread >= before;
                return works;
            }
            return await journal.ImportAsync([], Patience);
        }
        using var hold = await spill.HoldAsync(cancellation);
        var since = time.GetTimestamp();
        while (spill.NextUnread() is { } file)
        {
            if (!await ImportChunkAsync(file, ChunkRecordsWhileHolding, journal.DatabasePatience))
                return false;
            if (time.GetElapsedTime(since) > LongestHold)
                return true;
        }
        if (spill.IsOpen && !await journal.ImportAsync([], journal.DatabasePatience))
            return false;
        EndImport();
        return true;
    }

    private void EndImport()
    {
        spill.RemoveImported();
        spill.Close(_imported);
        _imported = 0;
        _grows = false;
    }

    private async Task<bool> ImportChunkAsync(SpillFile file, int atMost, TimeSpan within)
    {
        var chunk = file.Read(atMost);
        var records = await ReadableAsync(chunk);
        if (records is null || await CommitAsync(records, within) is not { } left)
            return false;
        CrashPoints.Reach(CrashPoints.SpillDuringImport);
        await KeepDamagedAsync(file, chunk);
        _held.AddRange(left.Select(record => (file, record)));
        spill.Advance(file, chunk, left.Count);
        Report();
        return true;
    }

    /// <summary>Commits records.</summary>
    /// <returns>Those whose stream somebody else holds; null when the database is away.</returns>
    private async Task<IReadOnlyList<SpillRecord>?> CommitAsync(IReadOnlyList<SpillRecord> records, TimeSpan within)
    {
        var made = records.Select(record => (Record: record, Entry: deliveries.Entry(record))).ToList();
        foreach (var (record, entry) in made)
            if (entry is null && !await KeepAsideAsync(record.Encode(), "This release knows no such webhook."))
                return null;
        if (!await journal.ImportAsync([.. made.Select(one => one.Entry).OfType<JournalEntry>()], within))
            return null;
        var left = made.Where(one => one.Entry is { Reply.IsCompletedSuccessfully: false }).ToList();
        foreach (var (_, entry) in left)
            _ = entry!.Reply.Exception;
        _imported += made.Count - left.Count;
        return [.. left.Select(one => one.Record)];
    }

    private async Task<bool> ImportHeldAsync()
    {
        if (_held.Count == 0 || _heldTriedAt != 0 && time.GetElapsedTime(_heldTriedAt) < HeldPause)
            return true;
        _heldTriedAt = time.GetTimestamp();
        if (await CommitAsync([.. _held.Select(one => one.Record)], Patience) is not { } left)
            return false;
        foreach (var (file, record) in _held.ToArray())
        {
            if (left.Contains(record))
                continue;
            _held.Remove((file, record));
            file.Held--;
            file.MarkImported();
        }
        return true;
    }

    private async Task<List<SpillRecord>?> ReadableAsync(SpillChunk chunk)
    {
        var records = new List<SpillRecord>(chunk.Records.Count);
        foreach (var json in chunk.Records)
        {
            try
            {
                records.Add(SpillRecord.Decode(json));
            }
            catch (JsonException e)
            {
                if (!await KeepAsideAsync(json, e.Message))
                    return null;
            }
        }
        return records;
    }

    /// <summary>What no event can be made of goes where a person finds it, once: its id comes from its contents.</summary>
    private async Task<bool> KeepAsideAsync(byte[] json, string error)
    {
        var id = new Guid(SHA256.HashData(json).AsSpan(0, 16));
        Log.KeptAside(logger, id, error);
        return await journal.KeepAsideAsync(
            new JournalEntry
            {
                DeliveryId = id,
                Identity = id,
                Type = "spill.unreadable",
                At = time.GetUtcNow(),
                ParametersJson = Encoding.UTF8.GetString(json),
            },
            error
        );
    }

    private async Task KeepDamagedAsync(SpillFile file, SpillChunk chunk)
    {
        if (chunk.TornBytes > 0)
            Log.Torn(logger, file.Path, chunk.TornBytes);
        foreach (var bytes in chunk.Damaged)
        {
            var kept = file.Path + ".damaged";
            Log.Damaged(logger, file.Path, bytes.Length, kept);
            await KeepAsync(kept, bytes);
        }
    }

    /// <summary>It may hold what records hold, and is as private.</summary>
    private static async Task KeepAsync(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(path, options);
        await stream.WriteAsync(bytes);
    }

    private void Report()
    {
        if (_reportedAt != 0 && time.GetElapsedTime(_reportedAt) < ReportEvery)
            return;
        _reportedAt = time.GetTimestamp();
        Log.Progress(logger, _imported, spill.Unread);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Importing what was spilled failed and is tried again")]
        public static partial void Failed(ILogger logger, Exception e);

        [LoggerMessage(2, LogLevel.Information, "{Imported} spilled webhooks were imported, {Unread} wait")]
        public static partial void Progress(ILogger logger, long imported, long unread);

        [LoggerMessage(3, LogLevel.Error, "A spilled record cannot be read and is kept aside as {Id}: {Error}")]
        public static partial void KeptAside(ILogger logger, Guid id, string error);

        [LoggerMessage(4, LogLevel.Error, "{Path} is damaged: {Bytes} bytes are no record and are kept in {Kept}")]
        public static partial void Damaged(ILogger logger, string path, int bytes, string kept);

        [LoggerMessage(
            5,
            LogLevel.Warning,
            "{Path} ends with {Bytes} bytes of a write that was cut off, never answered"
        )]
        public static partial void Torn(ILogger logger, string path, long bytes);
    }
}
