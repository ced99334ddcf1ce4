using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>Deletes jobs that ended long ago: the done ones soon, those that somebody may still retry by hand later.</summary>
internal sealed partial class JobKeeper(JobStore store, JobSettings settings, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private readonly OutageLog _outage = new(logger, "Deleting old jobs");

    public Task RunAsync(CancellationToken cancellation) =>
        Upkeep.RepeatAsync(Interval, DeleteAsync, _outage, time, cancellation);

    private async Task DeleteAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var deleted = await store.DeleteFinishedAsync(now - settings.KeepDone, now - settings.KeepDead, cancellation);
        if (deleted > 0)
            Log.Deleted(logger, deleted);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Jobs} jobs that ended long ago were deleted")]
        public static partial void Deleted(ILogger logger, long jobs);
    }
}
