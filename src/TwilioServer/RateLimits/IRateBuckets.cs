namespace TwilioServer.RateLimits;

/// <summary>The tenants' buckets of tokens, in one store that all processes share.</summary>
public interface IRateBuckets
{
    /// <summary>Takes a token for one message.</summary>
    /// <param name="isDoubtful">Whether the store may have missed what was sent lately, and must be told.</param>
    /// <returns>Null when the message may go now, else when to ask again.</returns>
    Task<DateTimeOffset?> TakeAsync(Guid tenantId, bool isDoubtful, CancellationToken cancellation);
}
