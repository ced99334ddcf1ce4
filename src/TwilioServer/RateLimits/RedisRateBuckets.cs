using TwilioServer.Redis;

namespace TwilioServer.RateLimits;

/// <summary>
/// Buckets in Redis: one script, one round trip. A bucket that is not there (never used, or flushed, or evicted) is
/// filled from what was really sent, so that emptying Redis gives nobody a second minute's worth.
/// </summary>
public sealed class RedisRateBuckets(RedisClient redis, SentMessages sent, SendWindow window, TimeProvider time)
    : IRateBuckets
{
    private static readonly RedisScript Script = RedisScript.Load("RateLimits/take-token");

    /// <exception cref="RedisException">Redis did not do it, or it is not known whether it did.</exception>
    public async Task<DateTimeOffset?> TakeAsync(Guid tenantId, bool isDoubtful, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var reply = isDoubtful ? RedisReply.Nil : await RunAsync(tenantId, now, ["0"]);
        if (reply.IsNil)
        {
            var moments = await sent.WithinAsync(tenantId, now, cancellation);
            reply = await RunAsync(
                tenantId,
                now,
                ["1", .. moments.Select(m => (RedisArgument)m.ToUnixTimeMilliseconds())]
            );
        }
        return reply.Integer == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(reply.Integer);
    }

    /// <summary>The braces keep both keys of a tenant together in a cluster.</summary>
    private Task<RedisReply> RunAsync(Guid tenantId, DateTimeOffset now, RedisArgument[] known) =>
        Script.RunAsync(
            redis,
            [$"rate:sms:{{{tenantId:N}}}", $"rate:sms:{{{tenantId:N}}}:waiting"],
            [window.Limit, (long)window.Span.TotalMilliseconds, now.ToUnixTimeMilliseconds(), .. known]
        );
}
