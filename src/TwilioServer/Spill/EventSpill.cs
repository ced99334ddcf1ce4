using System.Buffers;
using Microsoft.Win32.SafeHandles;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Spill;

/// <summary>
/// The deliveries that wait for the database, on this process's disk. Whatever waits together is written together and
/// flushed once. Bounded: what does not fit is not taken.
/// </summary>
public sealed partial class EventSpill : IEventSpill, IDisposable
{
    /// <summary>A disk that takes longer is as good as broken: Twilio gives up on a webhook after 15 s.</summary>
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(2);

    private readonly SpillDirectory _directory;
    private readonly string _extension;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<SafeFileHandle> _flush;
    private readonly OutageLog _diskOutage;
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _work = new(0);
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly List<SpillFile> _files = [];
    private readonly Lock _gate = new();
    private readonly SpillOutage _databaseOutage;
    private SpillFile? _current;
    private long _unread;
    private volatile bool _isFailing;
    private volatile bool _isFull;

    /// <param name="database">
    /// A word for the database that the deliveries belong to: what another one's processes left here is not touched.
    /// </param>
    /// <param name="flush">Puts what was written to a file on disk; null for fsync(2).</param>
    public EventSpill(
        SpillSettings settings,
        string database,
        Ambient ambient,
        ILogger<EventSpill> logger,
        Action<SafeFileHandle>? flush = null
    )
    {
        _directory = new SpillDirectory(settings.Directory, ambient);
        _extension = $".{database}{SpillFile.Extension}";
        _maxBytes = settings.MaxBytes;
        _time = ambient.Time;
        _logger = logger;
        _flush = flush ?? RandomAccess.FlushToDisk;
        _databaseOutage = new SpillOutage(ambient.Time);
        _diskOutage = new OutageLog(logger, $"Writing to the spill in {_directory.Path} ({SpillSettings.Variable})");
    }

    public bool IsOpen => _databaseOutage.IsOpen;

    public bool IsFailing => _isFailing;

    public Task Closed => _databaseOutage.Closed;

    /// <summary>Done when the next outage, or the one that lasts, is over and all of it imported.</summary>
    public Task OutageEnd => _databaseOutage.End;

    /// <summary>How many deliveries on this disk were not read for import yet.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>Whether an import would change anything but what somebody else holds.</summary>
    public bool NeedsImport
    {
        get
        {
            lock (_gate)
                return IsOpen || _files.Exists(file => file.HasUnread || file.Held == 0);
        }
    }

    /// <summary>Makes the directory, and takes over what processes that died have left: with that, it is open at once.</summary>
    public void Start()
    {
        TryRecover();
        Adopt();
        if (Unread > 0)
            Open();
    }

    public void Open()
    {
        if (!_databaseOutage.TryOpen())
            return;
        Log.Opened(_logger, _directory.Path);
        Signal();
    }

    public async Task AppendAsync(IReadOnlyList<SpilledDelivery> deliveries)
    {
        if (!await _one.WaitAsync(DiskPatience))
            throw Failed(new TimeoutException("An earlier write does not end."));
        var write = Task.Run(() => WriteAndRelease(deliveries));
        try
        {
            if (await write.WaitAsync(DiskPatience, _time) is { } problem)
                throw Failed(problem);
        }
        catch (TimeoutException e)
        {
            throw Failed(e);
        }
        _isFailing = false;
        _diskOutage.Succeeded();
        Signal();
    }

    /// <summary>Waits until something is to be imported or this time has passed.</summary>
    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) =>
        _work.WaitAsync(atMost, cancellation);

    /// <summary>Keeps all others from appending until it is disposed.</summary>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        return new Hold(_one);
    }

    /// <summary>The first file that has something to import; null when all were read.</summary>
    public SpillFile? NextUnread()
    {
        lock (_gate)
            return _files.Find(file => file.HasUnread);
    }

    /// <summary>Notes that a file was read up to here, and how many of its records still wait.</summary>
    public void Advance(SpillFile file, SpillChunk chunk, int held)
    {
        file.Held += held;
        file.Advance(chunk.End);
        Interlocked.Add(ref _unread, -chunk.Records.Count);
    }

    /// <summary>Removes the files that were imported whole. To be called while appending is held.</summary>
    public void RemoveImported()
    {
        lock (_gate)
        {
            if (_current is { HasUnread: false })
                _current = null;
            foreach (var file in _files.Where(file => !file.HasUnread && file.Held == 0 && file != _current).ToArray())
            {
                _files.Remove(file);
                file.Delete();
            }
        }
    }

    /// <summary>Lets deliveries go to the database again. To be called while appending is held and nothing is unread.</summary>
    /// <param name="imported">How many were imported since it was opened, for the log.</param>
    public void Close(long imported)
    {
        if (!IsOpen)
            return;
        Interlocked.Exchange(ref _unread, 0);
        if (_databaseOutage.TryClose() is { } lasted)
            Log.Closed(_logger, imported, (long)lasted.TotalMilliseconds);
    }

    /// <summary>Takes over the files of processes that ended.</summary>
    public void Adopt()
    {
        foreach (var path in _directory.Files(_extension))
        {
            lock (_gate)
                if (_files.Exists(file => file.Path == path))
                    continue;
            if (SpillFile.TryAdopt(path, _flush) is not { } adopted)
                continue;
            if (!adopted.HasUnread)
            {
                adopted.Delete();
                continue;
            }
            var waiting = adopted.CountUnread();
            Log.Adopted(_logger, path, waiting);
            Interlocked.Add(ref _unread, waiting);
            lock (_gate)
                _files.Insert(0, adopted);
        }
    }

    /// <summary>Tries whether the disk can be written again.</summary>
    public void TryRecover()
    {
        try
        {
            _directory.Check();
            if (_isFull && TotalBytes() > _maxBytes / 10 * 9)
                return;
            _isFull = false;
            _isFailing = false;
            _diskOutage.Succeeded();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(e);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
        _one.Dispose();
        _work.Dispose();
    }

    private Exception? WriteAndRelease(IReadOnlyList<SpilledDelivery> deliveries)
    {
        try
        {
            Write(deliveries);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SpillException)
        {
            // After a failed flush nobody knows what the disk holds of a file: the next record goes into another.
            _current?.CutBack();
            _current = null;
            return e;
        }
        finally
        {
            _one.Release();
        }
    }

    private void Write(IReadOnlyList<SpilledDelivery> deliveries)
    {
        _buffer.ResetWrittenCount();
        foreach (var delivery in deliveries)
            SpillFrames.Write(_buffer, SpilledDeliveries.Record(delivery, _time).Encode());
        _isFull = TotalBytes() + _buffer.WrittenCount > _maxBytes;
        if (_isFull)
            throw new SpillException($"The spill holds as much as {SpillSettings.MaximumVariable} allows.");
        if (_current is null)
        {
            var made = SpillFile.Create(_directory.NewPath(_extension), _flush);
            lock (_gate)
                _files.Add(_current = made);
        }
        _current.Append(_buffer.WrittenMemory);
        Interlocked.Add(ref _unread, deliveries.Count);
    }

    private long TotalBytes()
    {
        lock (_gate)
            return _files.Sum(file => file.Length);
    }

    private SpillException Failed(Exception problem)
    {
        _isFailing = true;
        _diskOutage.Failed(problem);
        return new SpillException("The delivery could not be spilled.", problem);
    }

    private void Signal()
    {
        if (_work.CurrentCount == 0)
            _work.Release();
    }

    private sealed class Hold(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The database does not commit. Webhooks are kept in {Directory} until it does, and answered from what is known"
        )]
        public static partial void Opened(ILogger logger, string directory);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "The database takes webhooks again: {Imported} were imported, {Milliseconds} ms after it stopped"
        )]
        public static partial void Closed(ILogger logger, long imported, long milliseconds);

        [LoggerMessage(3, LogLevel.Warning, "A process that ended left {Path} with {Waiting} webhooks to import")]
        public static partial void Adopted(ILogger logger, string path, long waiting);
    }
}
