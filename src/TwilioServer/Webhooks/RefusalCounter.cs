using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Webhooks;

/// <summary>
/// Counts refused requests in memory and adds the counts to the database every second: a flood of forged requests costs
/// a row a minute. Each reason is logged once a minute.
/// </summary>
public sealed partial class RefusalCounter(
    NpgsqlDataSource dataSource,
    TimeProvider time,
    ILogger<RefusalCounter> logger
)
{
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(DateTimeOffset Minute, string Reason), long> _counts = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _logged = new(StringComparer.Ordinal);

    public void Count(Refusal refusal)
    {
        var minute = Minute();
        _counts.AddOrUpdate((minute, refusal.Reason), 1, static (_, count) => count + 1);
        if (_logged.TryGetValue(refusal.Reason, out var last) && last == minute)
            return;
        _logged[refusal.Reason] = minute;
        Log.Refused(logger, refusal.HttpStatus, refusal.Reason);
    }

    /// <summary>Adds the counts to the database until cancelled, and once more then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(FlushEvery, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The counts stay in memory until the database is back.")]
    private async Task FlushAsync()
    {
        foreach (var key in _counts.Keys)
        {
            if (!_counts.TryRemove(key, out var count))
                continue;
            try
            {
                await AddAsync(key.Minute, key.Reason, count);
            }
            catch (Exception e)
            {
                _counts.AddOrUpdate(key, count, (_, counted) => counted + count);
                Log.NotStored(logger, e);
            }
        }
    }

    private async Task AddAsync(DateTimeOffset minute, string reason, long count)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Webhooks/count-refusals"));
        command.Parameters.Add(new NpgsqlParameter { Value = minute });
        command.Parameters.Add(new NpgsqlParameter { Value = reason });
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private DateTimeOffset Minute()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Webhook refused with {Status}: {Reason} (told once a minute; counted in webhook_refusals)"
        )]
        public static partial void Refused(ILogger logger, int status, string reason);

        [LoggerMessage(2, LogLevel.Warning, "The counts of refused webhooks could not be stored yet")]
        public static partial void NotStored(ILogger logger, Exception e);
    }
}
