using TwilioServer.Jobs;

namespace TwilioServer.Messages;

/// <summary>
/// Puts the job of a text aside while another of the same words between the same two numbers is on its way and nobody knows what
/// became of it: a look-up for the one could find the other.
/// </summary>
/// <param name="postpone">Puts a job aside; see <see cref="JobPostponer"/>.</param>
public sealed class TwinWait(
    ITwins twins,
    Func<Job, DateTimeOffset, CancellationToken, Task> postpone,
    TimeProvider time
)
{
    /// <summary>The looks for a text of which nobody heard are over by then; what is never settled holds up nothing.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>Asks whether the message of a job may go.</summary>
    /// <returns>False when it waits: the job is no longer this worker's.</returns>
    public async Task<bool> MayGoAsync(Job job, MessageReference message, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (message.ExpiresAt <= now || !await twins.IsUnsettledAsync(message, now - Longest, cancellation))
            return true;
        await postpone(job, now + AskAgainAfter, cancellation);
        return false;
    }
}
