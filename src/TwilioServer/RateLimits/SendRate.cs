using Npgsql;
using TwilioServer.Jobs;
using TwilioServer.Redis;
using TwilioServer.Storage;

namespace TwilioServer.RateLimits;

/// <summary>
/// Lets a tenant's messages go at the rate that is allowed, and a number's at its pace; puts the job of one that must wait
/// aside until its turn.
/// Redis counts while it answers, PostgreSQL when it does not.
/// </summary>
public sealed class SendRate(
    IRateBuckets? redis,
    IRateBuckets postgres,
    NpgsqlDataSource dataSource,
    SendWindow window,
    TimeProvider time,
    ILogger<SendRate> logger
)
{
    /// <summary>How long a message waits before it asks again, while nothing is sent.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly OutageLog _outage = new(logger, "Counting messages in Redis (PostgreSQL counts meanwhile)");
    private readonly JobPostponer _postponer = new(dataSource, time);
    private long _fellBackAt;

    /// <summary>Whether nothing is sent at all.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What the settings ask for.</summary>
    /// <param name="redis">Somebody else runs it; null where there is none.</param>
    public static SendRate Create(
        SendRateSettings settings,
        RedisClient? redis,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        var window = new SendWindow(settings.MessagesPerMinute, TimeSpan.FromMinutes(1));
        var sent = new SentMessages(dataSource, window);
        return new SendRate(
            redis is null ? null : new RedisRateBuckets(redis, sent, window, time),
            new PostgresRateBuckets(dataSource, sent, window, time),
            dataSource,
            window,
            time,
            loggers.CreateLogger<SendRate>()
        )
        {
            IsPaused = settings.IsPaused,
        };
    }

    /// <summary>Asks whether the message of a job may go.</summary>
    /// <returns>False when it waits: the job is no longer this worker's.</returns>
    public async Task<bool> MayGoAsync(Job job, SendTurn turn, CancellationToken cancellation)
    {
        if (await WaitsUntilAsync(turn, cancellation) is not { } askAgainAt)
            return true;
        await _postponer.PostponeAsync(job, askAgainAt, cancellation);
        return false;
    }

    private async Task<DateTimeOffset?> WaitsUntilAsync(SendTurn turn, CancellationToken cancellation) =>
        IsPaused ? time.GetUtcNow() + Pause : await TakeAsync(turn, cancellation);

    /// <summary>Takes a token from whichever store answers.</summary>
    public async Task<DateTimeOffset?> TakeAsync(SendTurn turn, CancellationToken cancellation)
    {
        if (redis is not null)
        {
            try
            {
                var answer = await redis.TakeAsync(turn, IsDoubtful(), cancellation);
                _outage.Succeeded();
                return answer;
            }
            catch (RedisException e)
            {
                _outage.Failed(e);
                Interlocked.Exchange(ref _fellBackAt, time.GetTimestamp());
            }
        }
        return await postgres.TakeAsync(turn, isDoubtful: true, cancellation);
    }

    /// <summary>For one window after PostgreSQL counted, Redis does not know what was sent meanwhile.</summary>
    private bool IsDoubtful() =>
        Interlocked.Read(ref _fellBackAt) is var at and not 0 && time.GetElapsedTime(at) < window.Span;
}
