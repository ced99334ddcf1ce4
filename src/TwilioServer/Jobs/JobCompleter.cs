using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading.Channels;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// Writes the ends of jobs: those that end while a write is under way go together into the next one. Tried until it
/// succeeds, as a job that ended and is not written would look as if it ran for ever.
/// </summary>
internal sealed class JobCompleter(JobStore store, OutageLog outage, TimeProvider time)
{
    private const int MostAtOnce = 1000;
    private const int LongestError = 2000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<JobEnding> _endings = Channel.CreateUnbounded<JobEnding>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    public void Add(Job job, JobEnd end) =>
        _endings.Writer.TryWrite(new JobEnding(job.Claim, end with { Error = Storable(end.Error) }, time.GetUtcNow()));

    /// <summary>No more will be added: what waits is written, and then it stops.</summary>
    public void Complete() => _endings.Writer.TryComplete();

    /// <param name="onWritten">Called with those whose ends are on disk.</param>
    /// <param name="stopping">From now on a failed write is not tried again: the next process finds the jobs.</param>
    public async Task RunAsync(Action<IEnumerable<JobClaim>> onWritten, CancellationToken stopping)
    {
        var batch = new List<JobEnding>();
        while (await _endings.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostAtOnce && _endings.Reader.TryRead(out var ending))
                batch.Add(ending);
            await WriteAsync(batch, stopping);
            onWritten(batch.Select(ending => ending.Claim));
            batch.Clear();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever failed, the ends are still to be written.")]
    private async Task WriteAsync(List<JobEnding> batch, CancellationToken stopping)
    {
        do
        {
            try
            {
                await store.EndAsync(batch, CancellationToken.None);
                outage.Succeeded();
                return;
            }
            catch (Exception e)
            {
                outage.Failed(e);
                await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        } while (!stopping.IsCancellationRequested);
    }

    /// <summary>An error is the text of whoever threw it; one that the database refuses would hold up all others.</summary>
    private static string? Storable(string? error)
    {
        if (error is null)
            return null;
        var text = error.Length > LongestError ? error[..LongestError] : error;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', ' ')));
    }
}
