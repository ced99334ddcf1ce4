namespace TwilioServer.RateLimits;

/// <summary>
/// At most so many in any span of this length: a token that was taken comes back when the span has passed since. Whoever
/// finds none is told when the token that falls to them comes back, so that a crowd does not return in one moment. Bulk
/// sees a smaller bucket: a fifth of the tokens is there for conversations alone, which wait in a line of their own.
/// </summary>
/// <remarks><c>take-token.lua</c> is the same in Redis; a test holds both against each other.</remarks>
public sealed record SendWindow(int Limit, TimeSpan Span)
{
    /// <summary>Beyond so many turns of the whole bucket a place in the line says nothing any more.</summary>
    private const int LongestLine = 10;

    /// <summary>How many tokens there are for a lane.</summary>
    public int LimitOf(SendLane lane) => lane == SendLane.Conversation ? Limit : Limit - Limit / 5;

    /// <summary>Takes a token, or a place in the line.</summary>
    /// <returns>Null when the token is taken, else when to ask again; and the bucket as it is now.</returns>
    public (DateTimeOffset? AskAgainAt, BucketState State) Take(
        BucketState state,
        DateTimeOffset now,
        SendLane lane = SendLane.Conversation
    )
    {
        var (taken, limit, waiting) = (state.Taken, LimitOf(lane), state.WaitingIn(lane));
        if (Next(taken, limit) is { } next && next > now)
        {
            var place = Math.Min(waiting, LongestLine * limit);
            var at = taken[limit - 1 - place % limit] + Span * (1 + place / limit);
            return (at, state.WithWaiting(lane, place + 1));
        }
        // A clock that was set back, or another machine's, must not put the tokens out of order.
        var moment = taken.Count > 0 && taken[0] > now ? taken[0] : now;
        DateTimeOffset[] after = [moment, .. taken.Take(Limit - 1)];
        var isEmpty = Next(after, limit) is { } following && following > now;
        return (null, (state with { Taken = after }).WithWaiting(lane, isEmpty ? Math.Max(0, waiting - 1) : 0));
    }

    /// <summary>
    /// What a bucket must know after its store was away or emptied: the messages that were sent are a fact, whatever
    /// the bucket says.
    /// </summary>
    /// <param name="sent">When messages left within the span, the newest first.</param>
    public BucketState Correct(BucketState state, IReadOnlyList<DateTimeOffset> sent, DateTimeOffset now) =>
        state.Taken.Count(taken => taken > now - Span) < sent.Count ? state with { Taken = sent } : state;

    private DateTimeOffset? Next(IReadOnlyList<DateTimeOffset> taken, int limit) =>
        taken.Count >= limit ? taken[limit - 1] + Span : null;
}

/// <summary>A bucket's contents.</summary>
/// <param name="Taken">When its tokens were taken, the newest first, at most as many as there are.</param>
/// <param name="Waiting">How many of conversations found it empty and were told when to come back.</param>
/// <param name="WaitingBulk">How many others.</param>
public sealed record BucketState(IReadOnlyList<DateTimeOffset> Taken, int Waiting, int WaitingBulk = 0)
{
    public static readonly BucketState Full = new([], 0);

    public int WaitingIn(SendLane lane) => lane == SendLane.Conversation ? Waiting : WaitingBulk;

    public BucketState WithWaiting(SendLane lane, int waiting) =>
        lane == SendLane.Conversation ? this with { Waiting = waiting } : this with { WaitingBulk = waiting };
}
