namespace TwilioServer.Jobs;

/// <summary>Exponential backoff with full jitter: a random wait up to a bound that doubles with each attempt.</summary>
public static class Backoff
{
    /// <param name="retry">The bounds.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="chance">A number in [0, 1).</param>
    public static TimeSpan After(RetryClass retry, int attempt, double chance)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 30);
        var bound = Math.Min(retry.FirstWait.TotalSeconds * (1L << doublings), retry.LongestWait.TotalSeconds);
        return TimeSpan.FromSeconds(bound * chance);
    }
}
