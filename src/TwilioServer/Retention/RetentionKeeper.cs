using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Retention;

/// <summary>
/// Cleans once a day, in whichever process comes first; the others find the day done, or the lock taken. An interrupted
/// cleaning is taken up again within the hour.
/// </summary>
/// <param name="deleteMedia">Deletes what came with texts before a moment, and counts it; null where nothing did.</param>
public sealed partial class RetentionKeeper(
    NpgsqlDataSource dataSource,
    RetentionSettings settings,
    TimeProvider time,
    ILogger<RetentionKeeper> logger,
    Func<DateTimeOffset, CancellationToken, Task<long>>? deleteMedia = null
)
{
    private const long LockKey = 0x74776972; // "twir"
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>A process that was just started has better things to do.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    /// <summary>Looks every hour, until cancelled.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the next hour tries again.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Delay(First, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (time.GetUtcNow().Hour >= settings.HourUtc)
                    await CleanAsync(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
            catch (Exception)
            {
                return;
            }
            await Task.Delay(Every, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Cleans, unless that was done today or is being done now.</summary>
    /// <returns>Null where there was nothing to do.</returns>
    public async Task<RetentionReport?> CleanAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        if (await ScalarAsync(connection, "try-lock", cancellation, LockKey) is not true)
            return null;
        try
        {
            var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            if (await ScalarAsync(connection, "begin-run", cancellation, day, time.GetUtcNow()) is null)
                return null;
            var started = time.GetTimestamp();
            var report = await new RetentionRun(connection, settings, time, logger, deleteMedia).RunAsync(cancellation);
            var json = report.ToJson();
            await ScalarAsync(connection, "finish-run", cancellation, day, time.GetUtcNow(), json);
            Log.Cleaned(logger, time.GetElapsedTime(started).TotalSeconds, json);
            return report;
        }
        finally
        {
            // Where the connection is gone, the lock went with it.
            if (connection.State == System.Data.ConnectionState.Open)
                await ScalarAsync(connection, "unlock", CancellationToken.None, LockKey);
        }
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sqlName,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(Sql.Load("Retention/" + sqlName), connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync(cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Cleaned in {Seconds:0.0} s: {Report}")]
        public static partial void Cleaned(ILogger logger, double seconds, string report);

        [LoggerMessage(2, LogLevel.Error, "What is past its time could not be cleaned away; tried again in an hour")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
