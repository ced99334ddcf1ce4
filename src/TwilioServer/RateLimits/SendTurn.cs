namespace TwilioServer.RateLimits;

/// <summary>Who goes first.</summary>
public enum SendLane
{
    /// <summary>Somebody waits for it: it answers a call or a text, now.</summary>
    Conversation,

    /// <summary>Nobody waits for it: what is sent by hand, later, or to many.</summary>
    Bulk,
}

/// <summary>A message that wants to go.</summary>
/// <param name="From">The number that sends it.</param>
/// <param name="Takes">How long Twilio sends at it, at the number's rate.</param>
public sealed record SendTurn(Guid TenantId, string From, TimeSpan Takes, SendLane Lane)
{
    /// <summary>When a message goes, by the tenant's bucket and the number's pace: where both let it, and then it takes of both.</summary>
    /// <returns>Null when it goes, else when to ask again; and both as they are now.</returns>
    internal (DateTimeOffset? AskAgainAt, BucketState Bucket, PaceState Pace) Take(
        SendWindow window,
        BucketState bucket,
        PaceState pace,
        DateTimeOffset now
    )
    {
        var (windowOpensAt, bucketAfter) = window.Take(bucket, now, Lane);
        var (numberIsFreeAt, paceAfter) = NumberPace.Take(pace, this, now);
        if (windowOpensAt is null && numberIsFreeAt is null)
            return (null, bucketAfter, paceAfter);
        // Who waits for the one takes nothing of the other.
        return (
            windowOpensAt > numberIsFreeAt || numberIsFreeAt is null ? windowOpensAt : numberIsFreeAt,
            windowOpensAt is null ? bucket : bucketAfter,
            numberIsFreeAt is null ? pace : paceAfter
        );
    }
}
