using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>What became of a group of entries.</summary>
/// <param name="Left">Those that are still to be committed.</param>
/// <param name="IsAway">Whether the database did not commit; otherwise other transactions hold what is left.</param>
internal readonly record struct CommitResult(IReadOnlyList<JournalEntry> Left, bool IsAway);

/// <summary>
/// Commits groups over one connection. Whatever goes wrong is sorted here: what a repeat heals is left to be repeated
/// (identities make it harmless), what one entry spoils is found by halving, and only that entry is kept aside.
/// </summary>
internal sealed partial class JournalCommitter(
    NpgsqlDataSource dataSource,
    JournalTransaction transaction,
    Action onJobs,
    OutageLog outage,
    TimeProvider time,
    ILogger logger
) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <summary>Commits what can be committed. Never throws.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever happened, the entries must be answered or kept.")]
    public async Task<CommitResult> CommitAsync(IReadOnlyList<JournalEntry> entries, CancellationToken deadline)
    {
        try
        {
            _connection ??= await dataSource.OpenConnectionAsync(deadline);
            var held = await transaction.CommitAsync(_connection, entries, deadline);
            outage.Succeeded();
            if (transaction.WroteJobs)
                onJobs();
            return new CommitResult(held, IsAway: false);
        }
        catch (Exception e)
        {
            var wasOpen = _connection is { State: ConnectionState.Open };
            // A session that began while the database was read-only stays so: the next one is a new one.
            if (
                e is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction }
                && _connection is not null
            )
                NpgsqlConnection.ClearPool(_connection);
            await DropConnectionAsync();
            if (!wasOpen || !IsAboutData(e) || entries.Count == 0)
            {
                outage.Failed(e);
                return new CommitResult(entries, IsAway: true);
            }
            return entries.Count == 1 ? await KeepAsideAsync(entries[0], e) : await HalveAsync(entries, deadline);
        }
    }

    public ValueTask DisposeAsync() => DropConnectionAsync();

    private async Task<CommitResult> HalveAsync(IReadOnlyList<JournalEntry> entries, CancellationToken deadline)
    {
        var middle = entries.Count / 2;
        var first = await CommitAsync([.. entries.Take(middle)], deadline);
        var second = await CommitAsync([.. entries.Skip(middle)], deadline);
        return new CommitResult([.. first.Left, .. second.Left], first.IsAway || second.IsAway);
    }

    [SuppressMessage("Design", "CA1031", Justification = "If it cannot even be kept aside, its sender is told.")]
    private async Task<CommitResult> KeepAsideAsync(JournalEntry entry, Exception exception)
    {
        Log.EntryRefused(logger, exception, entry.Type, entry.StreamKey, entry.DeliveryId);
        try
        {
            await FailedEvents.AddAsync(dataSource, entry, exception.ToString(), time);
            entry.Complete(new JournalReply(JournalOutcome.Failed, null));
        }
        catch (NpgsqlException e) when (!IsAboutData(e))
        {
            outage.Failed(e);
            return new CommitResult([entry], IsAway: true);
        }
        catch (Exception e)
        {
            entry.Fail(new JournalUnavailableException("The event could not be kept aside.", e));
        }
        return new CommitResult([], IsAway: false);
    }

    private async ValueTask DropConnectionAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }

    /// <summary>
    /// Data that the database refuses: repeating changes nothing. Everything else passes (lost connections, deadlocks,
    /// locks held too long, a full disk, a server that stops) or concerns every event alike (a table or a right that is
    /// missing). Asked only while the connection stands: one that died unnoticed fails with an
    /// InvalidOperationException, too.
    /// </summary>
    private static bool IsAboutData(Exception exception) =>
        exception is PostgresException { SqlState: var state } && state[..2] is "22" or "23" or "54"
        || exception is InvalidCastException or InvalidOperationException and not ObjectDisposedException;

    private static partial class Log
    {
        [LoggerMessage(
            1,
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
