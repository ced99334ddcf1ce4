using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>Looks for processes that died or hang, and gives back their jobs.</summary>
internal sealed partial class JobRescuer(
    JobStore store,
    NodeSession node,
    Action onRescued,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly OutageLog _outage = new(logger, "Looking for the jobs of dead processes");

    public Task RunAsync(CancellationToken cancellation) =>
        Upkeep.RepeatAsync(Interval, RescueAsync, _outage, time, cancellation);

    /// <summary>Who does not know whether it lives itself ends nobody.</summary>
    private async Task RescueAsync(CancellationToken cancellation)
    {
        if (!node.HoldsLease)
            return;
        var rescued = await store.RescueAsync(node.NodeId, cancellation, byLease: node.IsSettled);
        if (rescued == 0)
            return;
        Log.Rescued(logger, rescued);
        onRescued();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Jobs} jobs of a process that ended or hangs run again")]
        public static partial void Rescued(ILogger logger, int jobs);
    }
}
