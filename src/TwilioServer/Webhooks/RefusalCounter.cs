using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Webhooks;

/// <summary>
/// Counts refused requests in memory and adds the counts to the database every second: a flood of forged requests costs
/// a row a minute. Each source is logged once a minute, and so is each rule that would have refused.
/// </summary>
public sealed partial class RefusalCounter(
    NpgsqlDataSource dataSource,
    TimeProvider time,
    ILogger<RefusalCounter> logger
)
{
    /// <summary>Before a reason: the request was accepted, but the rule would refuse it.</summary>
    public const string Tolerated = "tolerated-";

    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(DateTimeOffset Minute, string Reason), long> _counts = new();
    private readonly OutageLog _outage = new(logger, "Storing the counts of refused webhooks");
    private readonly MinuteOnce<ulong> _sources = new(atMost: 1000);
    private readonly MinuteOnce<string> _tolerated = new(atMost: 100);

    /// <summary>
    /// Counts a refused request and answers it: with a status and nothing else. The connection ends: what follows a
    /// request that was not to be trusted is not to be read as another one.
    /// </summary>
    public void Refuse(HttpContext context, Refusal refusal, IPAddress? source)
    {
        Count(refusal, source);
        context.Response.StatusCode = refusal.HttpStatus;
        context.Response.Headers.Connection = "close";
    }

    /// <param name="source">Null for a connection without an address.</param>
    public void Count(Refusal refusal, IPAddress? source)
    {
        var minute = Add(refusal.Reason);
        switch (_sources.Ask(minute, source is null ? 0 : SourceAddresses.KeyOf(source)))
        {
            case MinuteAnswer.First:
                Log.Refused(logger, source ?? IPAddress.None, refusal.HttpStatus, refusal.Reason);
                break;
            case MinuteAnswer.FirstTooMany:
                Log.ManySources(logger);
                break;
        }
    }

    /// <summary>Counts a request that was accepted although a rule speaks against it.</summary>
    public void CountTolerated(Refusal refusal, IPAddress? source)
    {
        if (_tolerated.Ask(Add(Tolerated + refusal.Reason), refusal.Reason) == MinuteAnswer.First)
            Log.Tolerated(logger, refusal.Reason, source ?? IPAddress.None);
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

    private DateTimeOffset Add(string reason)
    {
        var now = time.GetUtcNow();
        var minute = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        _counts.AddOrUpdate((minute, reason), 1, static (_, count) => count + 1);
        return minute;
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
                _outage.Succeeded();
            }
            catch (Exception e)
            {
                _counts.AddOrUpdate(key, count, (_, counted) => counted + count);
                _outage.Failed(e);
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

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Webhook refused from {Source} with {Status}: {Reason} (told once a minute for each source; counted in webhook_refusals)"
        )]
        public static partial void Refused(ILogger logger, IPAddress source, int status, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Webhooks refused from more than 1,000 sources within a minute")]
        public static partial void ManySources(ILogger logger);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "Webhook accepted that a rule would refuse: {Reason}, for one from {Source} (told once a minute; counted in webhook_refusals)"
        )]
        public static partial void Tolerated(ILogger logger, string reason, IPAddress source);
    }
}
