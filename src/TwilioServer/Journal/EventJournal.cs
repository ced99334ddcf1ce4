using System.Threading.Channels;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>
/// The one way in for events. Whoever appends waits until the event is on disk, together with everything that was
/// decided about it.
/// </summary>
public sealed class EventJournal : IJournal, IAsyncDisposable
{
    private readonly Channel<JournalEntry> _queue;
    private readonly IReadOnlyList<JournalWriter> _writers;
    private readonly Task _running;
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="dataSource">Sessions whose planner settings suit the journal's statements.</param>
    /// <param name="onJobs">Called after a transaction that wrote jobs.</param>
    public EventJournal(
        NpgsqlDataSource dataSource,
        JournalSettings settings,
        JournalParts parts,
        Action onJobs,
        Ambient ambient,
        ILogger<EventJournal> logger
    )
    {
        _queue = Channel.CreateBounded<JournalEntry>(
            new BoundedChannelOptions(settings.QueueSize) { AllowSynchronousContinuations = false }
        );
        var outage = new OutageLog(logger, "Committing events to the database");
        _writers =
        [
            .. Enumerable
                .Range(0, settings.Writers)
                .Select(_ => new JournalWriter(
                    dataSource,
                    _queue.Reader,
                    new JournalTransaction(parts, ambient, logger),
                    onJobs,
                    outage,
                    ambient.Time,
                    logger
                )),
        ];
        _running = Task.WhenAll(_writers.Select(writer => Task.Run(() => writer.RunAsync(_stopping.Token))));
    }

    /// <summary>Appends a webhook's event.</summary>
    /// <exception cref="JournalFullException">Too many wait already.</exception>
    /// <exception cref="JournalUnavailableException">The database did not commit in time.</exception>
    public Task<JournalReply> AppendAsync(JournalEntry entry) =>
        _queue.Writer.TryWrite(entry) ? entry.Reply : throw new JournalFullException();

    /// <summary>Appends an event of our own: it waits for room, and for the database, as long as it takes.</summary>
    public async Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation)
    {
        await _queue.Writer.WriteAsync(entry, cancellation);
        return await entry.Reply.WaitAsync(cancellation);
    }

    /// <summary>Commits what waits, for at most this long, and stops.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        _queue.Writer.TryComplete();
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
        _stopping.Dispose();
    }
}
