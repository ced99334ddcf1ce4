namespace TwilioServer.RateLimits;

/// <summary>The tenants' buckets of tokens and the numbers' paces, in one store that all processes share.</summary>
public interface IRateBuckets
{
    /// <summary>Takes a token of its tenant and time of its number for one message.</summary>
    /// <param name="isDoubtful">Whether the store may have missed what was sent lately, and must be told.</param>
    /// <returns>Null when the message may go now, else when to ask again.</returns>
    Task<DateTimeOffset?> TakeAsync(SendTurn turn, bool isDoubtful, CancellationToken cancellation);
}
