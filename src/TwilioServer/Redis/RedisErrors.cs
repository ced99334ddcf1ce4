namespace TwilioServer.Redis;

/// <summary>A call to Redis did not succeed; whoever called has another way.</summary>
public abstract class RedisException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Redis answered, with an error.</summary>
public sealed class RedisServerException(string message) : RedisException(message)
{
    /// <summary>The error's first word, such as <c>NOSCRIPT</c>, <c>WRONGPASS</c> or <c>OOM</c>.</summary>
    public string Code { get; } = message.Split(' ', 2)[0];
}

/// <summary>There is no connection, or it was lost. The command may have been carried out or not.</summary>
public sealed class RedisUnavailableException(string message, Exception? inner = null) : RedisException(message, inner);

/// <summary>No answer came in time. The command may have been carried out or not.</summary>
public sealed class RedisTimeoutException(TimeSpan timeout)
    : RedisException($"Redis did not answer within {timeout.TotalMilliseconds:0} ms.");

/// <summary>What came over the connection is not the protocol: whoever answers there is no Redis.</summary>
public sealed class RedisProtocolException(string message) : RedisException(message);
