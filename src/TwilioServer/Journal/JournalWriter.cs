using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>
/// Takes what waits, commits it together, and takes what came meanwhile. Owns one connection. Whatever goes wrong is
/// sorted here: what a repeat heals is repeated (identities make it harmless), what one entry spoils is found by
/// halving, and only that entry is kept aside.
/// </summary>
internal sealed partial class JournalWriter(
    NpgsqlDataSource dataSource,
    ChannelReader<JournalEntry> queue,
    JournalTransaction transaction,
    Action onJobs,
    OutageLog outage,
    TimeProvider time,
    ILogger logger
) : IAsyncDisposable
{
    /// <summary>Enough to fill a transaction under load; more would only make the first of them wait.</summary>
    private const int MaxEntries = 256;

    /// <summary>Twilio gives up on a webhook after 15 s; an answer must leave well before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly List<JournalEntry> _waiting = [];
    private NpgsqlConnection? _connection;
    private TimeSpan _pause = FirstPause;

    /// <summary>Runs until the queue is completed and empty.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // An empty transaction connects and readies the code, so that the first caller after a start does not wait for it.
        await TryCommitAsync([], cancellation);
        while (_waiting.Count > 0 || await queue.WaitToReadAsync(cancellation))
        {
            while (_waiting.Count < MaxEntries && queue.TryRead(out var entry))
                _waiting.Add(entry);
            if (_waiting.Count > 0)
                await CommitWaitingAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private async Task CommitWaitingAsync(CancellationToken cancellation)
    {
        var entries = _waiting.ToArray();
        _waiting.Clear();
        var left = await TryCommitAsync(entries, cancellation);
        if (left.Count == 0)
        {
            _pause = FirstPause;
            return;
        }
        KeepOrGiveUp(left);
        await Task.Delay(_pause, time, cancellation);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    /// <returns>The entries that are still to be committed.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever happened, the entries must be answered or kept.")]
    private async Task<IReadOnlyList<JournalEntry>> TryCommitAsync(
        IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation
    )
    {
        try
        {
            _connection ??= await dataSource.OpenConnectionAsync(cancellation);
            var held = await transaction.CommitAsync(_connection, entries, cancellation);
            outage.Succeeded();
            if (transaction.WroteJobs)
                onJobs();
            return held;
        }
        catch (Exception e)
        {
            var wasOpen = _connection is { State: ConnectionState.Open };
            await DropConnectionAsync();
            if (!wasOpen || !IsAboutData(e))
            {
                outage.Failed(e);
                return entries;
            }
            return entries.Count == 1 ? await KeepAsideAsync(entries[0], e) : await HalveAsync(entries, cancellation);
        }
    }

    private async Task<IReadOnlyList<JournalEntry>> HalveAsync(
        IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation
    )
    {
        var middle = entries.Count / 2;
        var first = await TryCommitAsync([.. entries.Take(middle)], cancellation);
        var second = await TryCommitAsync([.. entries.Skip(middle)], cancellation);
        return [.. first, .. second];
    }

    [SuppressMessage("Design", "CA1031", Justification = "If it cannot even be kept aside, its sender is told.")]
    private async Task<IReadOnlyList<JournalEntry>> KeepAsideAsync(JournalEntry entry, Exception exception)
    {
        Log.EntryRefused(logger, exception, entry.Type, entry.StreamKey, entry.DeliveryId);
        try
        {
            await FailedEvents.AddAsync(dataSource, entry, exception.ToString(), time);
            entry.Complete(new JournalReply(JournalOutcome.Failed, null));
        }
        catch (Exception e)
        {
            entry.Fail(new JournalUnavailableException("The event could not be kept aside.", e));
        }
        return [];
    }

    /// <summary>Webhooks are answered in time even when the answer is no; events of our own wait as long as it takes.</summary>
    private void KeepOrGiveUp(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Webhook is { } webhook && time.GetElapsedTime(webhook.StartedAt) > Patience)
                entry.Fail(new JournalUnavailableException("The database did not commit in time."));
            else
                _waiting.Add(entry);
        }
    }

    private async Task DropConnectionAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }

    /// <summary>
    /// Data that the database refuses, or a statement that does not fit it: repeating changes nothing. Everything else
    /// (lost connections, deadlocks, locks held too long, a server that stops) passes. Asked only while the connection
    /// stands: one that died unnoticed fails with an InvalidOperationException, too.
    /// </summary>
    private static bool IsAboutData(Exception exception) =>
        exception is PostgresException { SqlState: var state } && state[..2] is "22" or "23" or "42" or "54"
        || exception is InvalidCastException or InvalidOperationException and not ObjectDisposedException;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A journal transaction of {Entries} entries did not commit and is repeated"
        )]
        public static partial void CommitFailed(ILogger logger, Exception e, int entries);

        [LoggerMessage(
            2,
            LogLevel.Error,
            "The database refused {Type} for {StreamKey}; delivery {DeliveryId} is kept aside"
        )]
        public static partial void EntryRefused(
            ILogger logger,
            Exception e,
            string type,
            string? streamKey,
            Guid deliveryId
        );
    }
}
