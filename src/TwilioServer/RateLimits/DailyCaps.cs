using System.Collections.Concurrent;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.RateLimits;

/// <summary>
/// Whether a cap of the last 24 hours is reached. What was sent is counted in PostgreSQL, from the attempts; far below a
/// cap a count serves for some seconds, with what this process has sent since.
/// </summary>
public sealed partial class DailyCaps(
    NpgsqlDataSource dataSource,
    DailyCapSettings settings,
    TimeProvider time,
    ILogger<DailyCaps> logger
)
{
    public const string OfTenant = "SMS_DAILY_CAP_PER_TENANT";
    public const string OfAll = "SMS_DAILY_CAP";

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Serves = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaidEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, Count> _counts = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _said = new();

    /// <returns>The setting whose cap is reached; null where the text may go.</returns>
    public async Task<string?> ReachedAsync(Guid tenantId, CancellationToken cancellation)
    {
        if (await IsReachedAsync(Guid.Empty, settings.ForAll, cancellation))
            return Say(Guid.Empty, OfAll, settings.ForAll);
        return await IsReachedAsync(tenantId, settings.PerTenant, cancellation)
            ? Say(tenantId, OfTenant, settings.PerTenant)
            : null;
    }

    /// <param name="tenantId">Empty for all of them.</param>
    private async Task<bool> IsReachedAsync(Guid tenantId, int cap, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_counts.TryGetValue(tenantId, out var known) && now - known.At < Serves && known.Sent < cap / 10 * 9)
        {
            known.Add();
            return false;
        }
        var sent = await CountAsync(tenantId, cap, now - Day, cancellation);
        _counts[tenantId] = new Count(now, sent + 1);
        return sent >= cap;
    }

    private async Task<long> CountAsync(Guid tenantId, int cap, DateTimeOffset since, CancellationToken cancellation)
    {
        var isOfAll = tenantId == Guid.Empty;
        await using var command = dataSource.CreateCommand(
            Sql.Load(isOfAll ? "RateLimits/count-all-sent" : "RateLimits/count-sent")
        );
        command.Parameters.Add(new NpgsqlParameter { Value = since });
        command.Parameters.Add(new NpgsqlParameter { Value = cap });
        if (!isOfAll)
            command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private string Say(Guid tenantId, string cap, int texts)
    {
        var now = time.GetUtcNow();
        if (!_said.TryGetValue(tenantId, out var at) || now - at >= SaidEvery)
        {
            _said[tenantId] = now;
            Log.Reached(logger, cap, texts, tenantId);
        }
        return cap;
    }

    /// <summary>A count at a moment, with what was let go since.</summary>
    private sealed class Count(DateTimeOffset at, long sent)
    {
        private long _sent = sent;

        public DateTimeOffset At { get; } = at;

        public long Sent => Interlocked.Read(ref _sent);

        public void Add() => Interlocked.Increment(ref _sent);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "{Cap} is reached: {Texts} texts in 24 hours (tenant {TenantId}, zeros for all). Further texts are blocked. Raise it if these are wanted"
        )]
        public static partial void Reached(ILogger logger, string cap, int texts, Guid tenantId);
    }
}
