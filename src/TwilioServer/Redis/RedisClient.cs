using TwilioServer.Storage;

namespace TwilioServer.Redis;

/// <summary>
/// A Redis that may be slow, away or lying: a call ends within its timeout, whatever happens, and while there is no
/// connection it fails at once. What follows from a failure is the caller's business; nothing is repeated here.
/// </summary>
public sealed class RedisClient(
    RedisEndpoint endpoint,
    Ambient ambient,
    ILogger<RedisClient> logger,
    TimeSpan? callTimeout = null
)
{
    /// <summary>How long a call waits for its answer unless told otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>What lies in Redis is wanted back within two seconds of its return.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _callTimeout = callTimeout ?? DefaultTimeout;
    private readonly OutageLog _outage = new(logger, "Redis");
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RedisConnection? _connection;

    /// <summary>Whether calls are answered now, as far as is known.</summary>
    public bool IsConnected => Volatile.Read(ref _connection) is { Failure: null };

    /// <summary>Done when the first attempt to connect has ended, well or not.</summary>
    public Task Tried => _tried.Task;

    /// <summary>Sends a command. The task ends within the timeout, with the answer or a <see cref="RedisException"/>.</summary>
    public Task<RedisReply> CallAsync(params ReadOnlySpan<RedisArgument> command) =>
        Volatile.Read(ref _connection)?.CallAsync(command)
        ?? Task.FromException<RedisReply>(new RedisUnavailableException("There is no connection to Redis."));

    /// <summary>Keeps a connection until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            failures = await ConnectOnceAsync(cancellation) ? 0 : failures + 1;
            _tried.TrySetResult();
            if (!cancellation.IsCancellationRequested)
                await Task.Delay(Pause(failures), ambient.Time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Connects, and stays until the connection ends.</summary>
    /// <returns>Whether there was a connection.</returns>
    private async Task<bool> ConnectOnceAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await RedisConnector.ConnectAsync(
                endpoint,
                ConnectTimeout,
                _callTimeout,
                ambient.Time,
                cancellation
            );
            Volatile.Write(ref _connection, connection);
            _outage.Succeeded();
            _tried.TrySetResult();
            await connection.Ended.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Volatile.Write(ref _connection, null);
            if (connection.Failure is { } failure)
                _outage.Failed(failure);
            return true;
        }
        catch (RedisException e)
        {
            _outage.Failed(e);
            return false;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Doubles with every failure, half of it by chance: many processes do not come back in one moment.</summary>
    private TimeSpan Pause(int failures)
    {
        var bound = FirstPause * (1 << Math.Min(failures, 10));
        return (bound < LongestPause ? bound : LongestPause) * (0.5 + ambient.NextDouble() / 2);
    }
}
