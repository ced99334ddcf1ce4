using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Storage;

namespace TwilioServer.Replay;

/// <summary>
/// Brings states up to their events. Both are written in one transaction, so a state is behind only where tables were
/// restored from different moments: then its newer events are folded into it, and what the deciders ask for meanwhile is
/// left out, as <see cref="Refold"/> says. Runs once after the start, in the background, newest streams first.
/// </summary>
/// <param name="around">What a tenant's calls are decided with now; null for a tenant that is not known.</param>
/// <param name="dataSource">The journal's: its sessions read by key, whatever the tables hold.</param>
public sealed partial class StateFolder(
    NpgsqlDataSource dataSource,
    Func<Guid, CallSurroundings?> around,
    TimeProvider time,
    ILogger<StateFolder> logger
)
{
    /// <summary>How far back the start looks. What restores older tables calls <see cref="FoldAsync"/> itself.</summary>
    public static readonly TimeSpan Lookback = TimeSpan.FromHours(24);

    /// <summary>Ids of one look: some milliseconds, so that nothing else waits for the database.</summary>
    private const int PageSize = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Folds what began within <see cref="Lookback"/>, as soon as the database is ready.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Said once, and tried until it succeeds.")]
    public async Task RunAsync(Task databaseReady, CancellationToken cancellation)
    {
        var outage = new OutageLog(logger, "Comparing states with their events");
        await databaseReady.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await FoldAsync(time.GetUtcNow() - Lookback, cancellation);
                outage.Succeeded();
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                outage.Failed(e);
            }
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Folds newer events into the states of all streams that began since then.</summary>
    /// <returns>How many states were behind and are not any more.</returns>
    public async Task<int> FoldAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var (end, folded, left) = (long.MaxValue, 0, 0);
        while (await NextPageAsync(connection, end, since, cancellation) is { } last)
        {
            end = last - PageSize + 1;
            foreach (var stream in await BehindAsync(connection, (end, last), since, cancellation))
            {
                if (await FoldAsync(connection, stream, cancellation))
                    folded++;
                else
                    left++;
            }
        }
        if (folded + left > 0)
            Log.Folded(logger, folded, left);
        return folded;
    }

    private static async Task<long?> NextPageAsync(
        NpgsqlConnection connection,
        long end,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        var last = await StoredRows.ReadAsync(
            connection,
            "next-page",
            row => row.OrNull<long>(0),
            cancellation,
            end,
            since
        );
        return last[0];
    }

    private static async Task<IReadOnlyList<StreamBehind>> BehindAsync(
        NpgsqlConnection connection,
        (long First, long Last) page,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        Task<List<StreamBehind>> OfAsync(string sqlName, StreamKind kind) =>
            StoredRows.ReadAsync(
                connection,
                sqlName,
                row => new StreamBehind(kind, StoredRows.Stream(row), row.GetFieldValue<string[]>(3)),
                cancellation,
                page.First,
                page.Last,
                since
            );
        var calls = await OfAsync("calls-behind", StreamKind.Call);
        var messages = await OfAsync("messages-behind", StreamKind.Message);
        return [.. calls, .. messages];
    }

    /// <returns>False when somebody else holds the stream, or this build cannot read its events.</returns>
    private async Task<bool> FoldAsync(NpgsqlConnection connection, StreamBehind behind, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (id, _, createdAt) = behind.Stream;
        var held = await StoredRows.ReadAsync(
            connection,
            "lock-stream",
            row => row.GetString(0),
            cancellation,
            behind.Keys,
            id
        );
        if (held.Count == 0)
            return false;
        var events = await StoredRows.ReadAsync(
            connection,
            "read-events",
            StoredRows.Event,
            cancellation,
            id,
            createdAt
        );
        await using var batch = new NpgsqlBatch(connection, transaction);
        try
        {
            if (behind.Kind == StreamKind.Call)
                await AddCallAsync(batch, behind, events, cancellation);
            else
                await AddMessageAsync(batch, behind, events, cancellation);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            Log.Unreadable(logger, e, behind.Kind, id);
            return false;
        }
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private async Task AddCallAsync(
        NpgsqlBatch batch,
        StreamBehind behind,
        List<EventRow> events,
        CancellationToken cancellation
    )
    {
        var (id, tenantId, createdAt) = behind.Stream;
        var rows = await StoredRows.ReadAsync(
            batch.Connection!,
            "read-call",
            CallRows.Read,
            cancellation,
            id,
            createdAt
        );
        var state = Refold.Call(rows[0], events, behind.Keys[0], behind.Stream, around(tenantId)?.AsKeptBy(rows[0]))!;
        var update = CallRows.Statement("Calls/update-calls");
        update.Add((state, events[^1].OccurredAt));
        update.AppendTo(batch);
    }

    private static async Task AddMessageAsync(
        NpgsqlBatch batch,
        StreamBehind behind,
        List<EventRow> events,
        CancellationToken cancellation
    )
    {
        var rows = await StoredRows.ReadAsync(
            batch.Connection!,
            "read-message",
            MessageRows.Read,
            cancellation,
            behind.Stream.StreamId
        );
        var state = Refold.Message(rows[0], events, behind.Keys[0], behind.Stream)!;
        var update = MessageRows.Update();
        update.Add((state, events[^1].OccurredAt));
        update.AppendTo(batch);
    }

    /// <param name="Keys">Those that the stream may be locked by.</param>
    private sealed record StreamBehind(StreamKind Kind, StreamRow Stream, string[] Keys);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Folded} states were behind their events and have been brought up to them; {Left} could not be"
        )]
        public static partial void Folded(ILogger logger, int folded, int left);

        [LoggerMessage(2, LogLevel.Error, "The events of {Kind} stream {StreamId} cannot be folded into its state")]
        public static partial void Unreadable(ILogger logger, Exception e, StreamKind kind, long streamId);
    }
}
