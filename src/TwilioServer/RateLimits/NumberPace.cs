namespace TwilioServer.RateLimits;

/// <summary>
/// How fast one number's messages go to Twilio. Twilio sends them one after the other and queues what comes faster, in the
/// order in which it came (https://help.twilio.com/articles/115002943027), so whatever lies there holds up an answer. A
/// bulk message is handed over when Twilio is through with the others but for one second, which makes up for a worker that
/// is late. One of a conversation may come on top of 30 seconds: more than the longest text takes at one segment a second,
/// so that it never waits here for bulk, and there for one such text at most.
/// </summary>
/// <remarks><c>take-token.lua</c> is the same in Redis; a test holds both against each other.</remarks>
public static class NumberPace
{
    /// <summary>Whoever is told to come later than this may come sooner: places are given out anew from the beginning.</summary>
    public static readonly TimeSpan LongestLine = TimeSpan.FromHours(1);

    /// <summary>More cannot be with Twilio: a clock was set back.</summary>
    public static readonly TimeSpan LongestBusy = TimeSpan.FromMinutes(1);

    /// <summary>What may be with Twilio still when another message of this lane is handed over.</summary>
    public static TimeSpan AheadOf(SendLane lane) => TimeSpan.FromSeconds(lane == SendLane.Conversation ? 30 : 1);

    /// <summary>Hands a message over, or gives it a place in its lane's line.</summary>
    /// <returns>Null when it goes, else when to ask again; and the number's state as it is now.</returns>
    public static (DateTimeOffset? AskAgainAt, PaceState State) Take(PaceState state, SendTurn turn, DateTimeOffset now)
    {
        var busyUntil = Earlier(state.BusyUntil, now + LongestBusy);
        var freeAt = busyUntil - AheadOf(turn.Lane);
        if (freeAt <= now)
            return (null, state with { BusyUntil = Later(busyUntil, now) + turn.Takes });
        var line = turn.Lane == SendLane.Conversation ? state.ConversationLine : state.BulkLine;
        var place = line < freeAt || line > now + LongestLine ? freeAt : line;
        return (
            place,
            turn.Lane == SendLane.Conversation
                ? state with
                {
                    ConversationLine = place + turn.Takes,
                }
                : state with
                {
                    BulkLine = place + turn.Takes,
                }
        );
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>What is known of a number.</summary>
/// <param name="BusyUntil">When Twilio is through with what it was given.</param>
/// <param name="ConversationLine">When whoever joins the line of conversations next is told to ask again.</param>
/// <param name="BulkLine">The same for the other line.</param>
public sealed record PaceState(DateTimeOffset BusyUntil, DateTimeOffset ConversationLine, DateTimeOffset BulkLine)
{
    public static readonly PaceState Idle = new(
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch
    );
}
