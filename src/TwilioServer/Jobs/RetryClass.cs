namespace TwilioServer.Jobs;

/// <summary>How often a kind of job is tried, and how long it waits between two attempts.</summary>
/// <param name="MaxAttempts">After so many it is dead; from 1.</param>
/// <param name="FirstWait">The bound of the wait after the first attempt; it doubles with each further one.</param>
/// <param name="LongestWait">The bound that no wait exceeds.</param>
public sealed record RetryClass(int MaxAttempts, TimeSpan FirstWait, TimeSpan LongestWait)
{
    /// <summary>For work that somebody waits for: about ten minutes of trying.</summary>
    public static readonly RetryClass Prompt = new(25, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
}
