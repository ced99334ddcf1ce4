namespace TwilioServer.Jobs;

/// <summary>Exponential backoff with full jitter: a random wait up to a bound that doubles with each attempt.</summary>
public static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="chance">A number in [0, 1).</param>
    public static TimeSpan After(int attempt, double chance)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 10);
        var bound = First * (1 << doublings);
        return (bound < Longest ? bound : Longest) * chance;
    }
}
