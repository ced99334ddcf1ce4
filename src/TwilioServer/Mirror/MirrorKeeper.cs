using System.Diagnostics.CodeAnalysis;
using TwilioServer.Redis;
using TwilioServer.Storage;

namespace TwilioServer.Mirror;

/// <summary>
/// Looks every second whether Redis shows what it should. Emptied, it shows it again within that second and what the look
/// takes; after an outage, as soon as there is a connection.
/// </summary>
public sealed class MirrorKeeper(
    MirrorSource source,
    RedisMirror mirror,
    RedisClient redis,
    TimeProvider time,
    ILogger<MirrorKeeper> logger
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long until the next look whether there is a connection; it asks nobody.</summary>
    private static readonly TimeSpan WhileAway = TimeSpan.FromMilliseconds(100);

    private readonly OutageLog _outage = new(logger, "Showing waiting texts and live calls in Redis");

    /// <summary>Keeps looking until cancelled.</summary>
    public async Task RunAsync(Task databaseReady, CancellationToken cancellation)
    {
        await databaseReady.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested)
        {
            var isConnected = redis.IsConnected;
            if (isConnected)
                await TryAsync(cancellation);
            var pause = isConnected && redis.IsConnected ? Interval : WhileAway;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Either store may be away; the next second looks again.")]
    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await mirror.SettleAsync(await source.ReadAsync(cancellation));
            _outage.Succeeded();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        catch (Exception e)
        {
            _outage.Failed(e);
        }
    }
}
