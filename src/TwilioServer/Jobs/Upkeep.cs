using System.Diagnostics.CodeAnalysis;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>Work on the job table that comes again and again, whatever became of the last time.</summary>
internal static class Upkeep
{
    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the next round tries again.")]
    public static async Task RepeatAsync(
        TimeSpan interval,
        Func<CancellationToken, Task> round,
        OutageLog outage,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await round(cancellation);
                outage.Succeeded();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                outage.Failed(e);
            }
            await Task.Delay(interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
