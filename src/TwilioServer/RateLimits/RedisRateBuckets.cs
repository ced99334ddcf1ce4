using TwilioServer.Redis;

namespace TwilioServer.RateLimits;

/// <summary>
/// Buckets in Redis: one script, one round trip. A bucket that is not there (never used, or flushed, or evicted) is
/// filled from what was really sent, so that emptying Redis gives nobody a second minute's worth. What is known of a number
/// is not: where it is forgotten, Twilio queues a few seconds' worth more.
/// </summary>
public sealed class RedisRateBuckets(RedisClient redis, SentMessages sent, SendWindow window, TimeProvider time)
    : IRateBuckets
{
    private static readonly RedisScript Script = RedisScript.Load("RateLimits/take-token");

    /// <exception cref="RedisException">Redis did not do it, or it is not known whether it did.</exception>
    public async Task<DateTimeOffset?> TakeAsync(SendTurn turn, bool isDoubtful, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var reply = isDoubtful ? RedisReply.Nil : await RunAsync(turn, now, ["0"]);
        if (reply.IsNil)
        {
            var moments = await sent.WithinAsync(turn.TenantId, now, cancellation);
            reply = await RunAsync(turn, now, ["1", .. moments.Select(m => (RedisArgument)m.ToUnixTimeMilliseconds())]);
        }
        return reply.Integer == 0
            ? null
            : DateTimeOffset.UnixEpoch.AddTicks(reply.Integer * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>The braces keep all keys of a tenant together in a cluster.</summary>
    private Task<RedisReply> RunAsync(SendTurn turn, DateTimeOffset now, RedisArgument[] known)
    {
        var tenant = $"rate:sms:{{{turn.TenantId:N}}}";
        var lane = turn.Lane == SendLane.Conversation ? "" : ":bulk";
        return Script.RunAsync(
            redis,
            [tenant, $"{tenant}:waiting{lane}", $"{tenant}:{turn.From}:busy", $"{tenant}:{turn.From}:line{lane}"],
            [
                window.LimitOf(turn.Lane),
                window.Limit,
                (long)window.Span.TotalMilliseconds,
                now.ToUnixTimeMilliseconds(),
                Microseconds(turn.Takes),
                Microseconds(NumberPace.AheadOf(turn.Lane)),
                Microseconds(NumberPace.LongestLine),
                Microseconds(NumberPace.LongestBusy),
                .. known,
            ]
        );
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
