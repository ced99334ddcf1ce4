namespace TwilioServer.RateLimits;

/// <summary>
/// At most so many in any span of this length: a token that was taken comes back when the span has passed since. Whoever
/// finds none is told when the token that falls to them comes back, so that a crowd does not return in one moment.
/// </summary>
/// <remarks><c>take-token.lua</c> is the same in Redis; a test holds both against each other.</remarks>
public sealed record SendWindow(int Limit, TimeSpan Span)
{
    /// <summary>Beyond so many turns of the whole bucket a place in the line says nothing any more.</summary>
    private const int LongestLine = 10;

    /// <summary>Takes a token, or a place in the line.</summary>
    /// <returns>Null when the token is taken, else when to ask again; and the bucket as it is now.</returns>
    public (DateTimeOffset? AskAgainAt, BucketState State) Take(BucketState state, DateTimeOffset now)
    {
        var taken = state.Taken;
        if (Next(taken) is { } next && next > now)
        {
            var place = Math.Min(state.Waiting, LongestLine * Limit);
            var at = taken[Limit - 1 - place % Limit] + Span * (1 + place / Limit);
            return (at, new BucketState(taken, place + 1));
        }
        // A clock that was set back, or another machine's, must not put the tokens out of order.
        var moment = taken.Count > 0 && taken[0] > now ? taken[0] : now;
        DateTimeOffset[] after = [moment, .. taken.Take(Limit - 1)];
        var isEmpty = Next(after) is { } following && following > now;
        return (null, new BucketState(after, isEmpty ? Math.Max(0, state.Waiting - 1) : 0));
    }

    /// <summary>
    /// What a bucket must know after its store was away or emptied: the messages that were sent are a fact, whatever
    /// the bucket says.
    /// </summary>
    /// <param name="sent">When messages left within the span, the newest first.</param>
    public BucketState Correct(BucketState state, IReadOnlyList<DateTimeOffset> sent, DateTimeOffset now) =>
        state.Taken.Count(taken => taken > now - Span) < sent.Count ? state with { Taken = sent } : state;

    private DateTimeOffset? Next(IReadOnlyList<DateTimeOffset> taken) =>
        taken.Count >= Limit ? taken[Limit - 1] + Span : null;
}

/// <summary>A bucket's contents.</summary>
/// <param name="Taken">When its tokens were taken, the newest first, at most as many as there are.</param>
/// <param name="Waiting">How many found it empty and were told when to come back.</param>
public sealed record BucketState(IReadOnlyList<DateTimeOffset> Taken, int Waiting)
{
    public static readonly BucketState Full = new([], 0);
}
