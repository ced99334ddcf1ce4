using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace TwilioServer.Storage;

/// <summary>
/// Makes the partitions ahead of time, for as long as the process lives: a webhook of a month without one could not be
/// written.
/// </summary>
public sealed partial class PartitionKeeper(
    NpgsqlDataSource dataSource,
    TimeProvider time,
    ILogger<PartitionKeeper> logger
)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Looks every hour, until cancelled. The months ahead leave time for whatever is wrong to be mended.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the next hour tries again.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(Every, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Migrator.EnsurePartitionsAsync(dataSource, time.GetUtcNow(), cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                Log.NotMade(logger, e);
            }
            catch (OperationCanceledException) { }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The partitions for the months ahead could not be made; tried again in an hour"
        )]
        public static partial void NotMade(ILogger logger, Exception e);
    }
}
