using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Retention;

/// <summary>One day's cleaning: every step in many short transactions, each of which may be the last one.</summary>
public sealed partial class RetentionRun(
    NpgsqlConnection connection,
    RetentionSettings settings,
    TimeProvider time,
    ILogger logger,
    Func<DateTimeOffset, CancellationToken, Task<long>>? deleteMedia = null
)
{
    /// <summary>Of <c>stream_keys</c>; some 60,000 keys.</summary>
    private const int PagesAtOnce = 1_000;
    private const int RowsAtOnce = 20_000;
    private const int DropAttempts = 20;
    private const int StatementTimeoutSeconds = 120;
    private static readonly TimeSpan DropPause = TimeSpan.FromMilliseconds(250);

    private readonly List<string> _dropped = [];
    private readonly Dictionary<string, long> _deleted = new(StringComparer.Ordinal);

    public async Task<RetentionReport> RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (events, calls) = (now.AddDays(-settings.EventDays), now.AddDays(-settings.CallDays));
        var archived = await ArchiveKeysAsync(now.AddDays(-settings.KeyDays), cancellation);
        await DropAsync("webhook_logs", events, cancellation);
        await DropAsync("events", events, cancellation);
        await DropAsync("calls", calls, cancellation);
        await DeleteAsync("stream_keys_archive", "delete-archived-keys", events, cancellation);
        await DeleteAsync("send_attempts", "delete-attempts", events, cancellation);
        await DeleteAsync("failed_events", "delete-failed-events", events, cancellation);
        await DeleteAsync("webhook_refusals", "delete-refusals", events, cancellation);
        await DeleteAsync("decisions", "delete-decisions", calls, cancellation);
        if (deleteMedia is not null && await deleteMedia(calls, cancellation) is > 0 and var media)
            _deleted["message_media"] = media;
        return new RetentionReport(_dropped, archived, _deleted);
    }

    private async Task<long> ArchiveKeysAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var pages = (long)(await ScalarAsync("count-key-pages", cancellation))!;
        var archived = 0L;
        for (var page = 0L; page < pages; page += PagesAtOnce)
        {
            await ExecuteAsync("copy-old-keys", cancellation, page, page + PagesAtOnce, before);
            archived += await ExecuteAsync("delete-copied-keys", cancellation, page, page + PagesAtOnce, before);
        }
        return archived;
    }

    /// <summary>The lock is not waited for, because everybody would wait behind: it is tried again.</summary>
    private async Task DropAsync(string table, DateTimeOffset before, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                while (await ScalarAsync("drop-old-partition", cancellation, table, before) is string name)
                {
                    Log.Dropped(logger, name);
                    _dropped.Add(name);
                }
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (attempt == DropAttempts)
                {
                    Log.NotDropped(logger, table);
                    return;
                }
                await Task.Delay(DropPause, time, cancellation);
            }
        }
    }

    private async Task DeleteAsync(string table, string sqlName, DateTimeOffset before, CancellationToken cancellation)
    {
        long rows;
        do
        {
            rows = await ExecuteAsync(sqlName, cancellation, before, RowsAtOnce);
            if (rows > 0)
                _deleted[table] = _deleted.GetValueOrDefault(table) + rows;
        } while (rows == RowsAtOnce);
    }

    private async Task<object?> ScalarAsync(string sqlName, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sqlName, values);
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task<long> ExecuteAsync(string sqlName, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sqlName, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sqlName, object[] values)
    {
        var command = new NpgsqlCommand(Sql.Load("Retention/" + sqlName), connection)
        {
            CommandTimeout = StatementTimeoutSeconds,
        };
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Dropped the partition {Partition}: all in it is past its time")]
        public static partial void Dropped(ILogger logger, string partition);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "No old partition of {Table} could be dropped: something holds the table for long. Tried again tomorrow"
        )]
        public static partial void NotDropped(ILogger logger, string table);
    }
}
