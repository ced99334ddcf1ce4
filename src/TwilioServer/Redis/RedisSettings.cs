using TwilioServer.Configuration;

namespace TwilioServer.Redis;

/// <summary>The Redis that this process uses, if any.</summary>
public sealed record RedisSettings(RedisEndpoint? Endpoint)
{
    public static RedisSettings Read(SettingsReader reader) =>
        new(
            reader.Optional(
                "REDIS_URL",
                "redis://[[user]:password@]host[:port][/database], or rediss:// for TLS",
                "no Redis; PostgreSQL does its work",
                "A Redis for what is fast there and can be rebuilt. Everything works without it, too.",
                RedisEndpoint.TryParse
            )
        );
}
