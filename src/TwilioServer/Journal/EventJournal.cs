using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>
/// The one way in for events. Whoever appends waits until the event is on disk, together with everything that was
/// decided about it.
/// </summary>
public sealed class EventJournal : IJournal, IAsyncDisposable
{
    private readonly EntryQueue _queue;
    private readonly IReadOnlyList<JournalWriter> _writers;
    private readonly NpgsqlDataSource _dataSource;
    private readonly JournalSession _import;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="dataSource">Sessions whose planner settings suit the journal's statements.</param>
    /// <param name="onJobs">Called after a transaction that wrote jobs.</param>
    /// <param name="spill">Where deliveries go while the database is away; null where there is nothing.</param>
    public EventJournal(
        NpgsqlDataSource dataSource,
        JournalSettings settings,
        JournalParts parts,
        Action onJobs,
        Ambient ambient,
        ILogger<EventJournal> logger,
        IEventSpill? spill = null
    )
    {
        _dataSource = dataSource;
        _time = ambient.Time;
        DatabasePatience = settings.SpillAfter;
        _queue = new EntryQueue(settings.QueueSize, ambient.Time);
        var outage = new OutageLog(logger, "Committing events to the database");
        JournalSession NewSession() =>
            new(
                () =>
                    new JournalCommitter(
                        dataSource,
                        new JournalTransaction(parts, ambient, logger),
                        onJobs,
                        outage,
                        ambient.Time,
                        logger
                    ),
                ambient.Time
            );
        _import = NewSession();
        _writers =
        [
            .. Enumerable
                .Range(0, settings.Writers)
                .Select(_ => new JournalWriter(
                    _queue,
                    NewSession(),
                    spill,
                    settings.SpillAfter,
                    new UndecidedReplies(parts, logger),
                    ambient.Time
                )),
        ];
        _running = Task.WhenAll(_writers.Select(writer => Task.Run(() => writer.RunAsync(_stopping.Token))));
    }

    /// <summary>How long the database has to commit a webhook.</summary>
    public TimeSpan DatabasePatience { get; }

    /// <summary>Appends a webhook's event.</summary>
    /// <exception cref="JournalFullException">Too many wait already.</exception>
    /// <exception cref="JournalUnavailableException">Neither the database nor the disk took it in time.</exception>
    public Task<JournalReply> AppendAsync(JournalEntry entry) =>
        _queue.TryAdd(entry) ? entry.Reply : throw new JournalFullException();

    /// <summary>Appends an event of our own: it waits for room, and for the database, as long as it takes.</summary>
    public async Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation)
    {
        await _queue.AddAsync(entry, cancellation);
        return await entry.Reply.WaitAsync(cancellation);
    }

    /// <summary>Commits deliveries that were answered before; to be called by one at a time.</summary>
    /// <returns>False when the database did not commit in time. Otherwise what was committed has its reply.</returns>
    public async Task<bool> ImportAsync(IReadOnlyList<JournalEntry> entries, TimeSpan within)
    {
        foreach (var entry in entries)
            entry.MayBeRecorded = true;
        var result = await _import.CommitAsync(entries, within);
        if (result.IsAway)
            return false;
        // Replies are given away from whoever commits; the importer reads them next.
        await Task.WhenAll(entries.Except(result.Left).Select(Task (entry) => entry.Reply))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    /// <summary>Keeps what no event can be made of where a person finds it.</summary>
    /// <returns>False when the database is away.</returns>
    public async Task<bool> KeepAsideAsync(JournalEntry entry, string error)
    {
        try
        {
            await FailedEvents.AddAsync(_dataSource, entry, error, _time);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Commits what waits, for at most this long, and stops.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        _queue.Complete();
        _stopping.CancelAfter(grace);
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // What was not committed was not answered either: its sender finds it again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await _import.DisposeAsync();
        _queue.Dispose();
        _stopping.Dispose();
    }
}
