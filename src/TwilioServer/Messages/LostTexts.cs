using TwilioServer.Compliance;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>
/// What becomes of texts that Twilio took and then lost for a reason that passes, such as a full queue: another text follows,
/// once for each that was lost, for as long as it helps. An outcome that is unknown is none of these.
/// </summary>
internal static class LostTexts
{
    private const int MostGenerations = 3;

    /// <summary>Longer than a look-up's tolerance, which must not take the lost text for the one that follows it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ManualLifetime = TimeSpan.FromHours(4);

    /// <summary>Where the report says that the text was lost so, the next one follows by itself.</summary>
    public static Decision<MessageState> Follow(
        MessageState before,
        Decision<MessageState> reported,
        DateTimeOffset now
    )
    {
        var state = reported.State;
        var left = state.ExpiresAt - now - Pause;
        if (
            state.Status == before.Status
            || !IsLost(state)
            // The second copy went out.
            || state.Copy == CopyState.Released
            || ErrorClasses.Of(state.ErrorCode) != ErrorClass.Retry
            || state.Generation >= MostGenerations
            || left is not { } lifetime
            || lifetime <= TimeSpan.Zero
        )
            return reported;
        var next = Next(state, state.Class, lifetime + Pause) with { After = Pause * (1 << state.Generation) };
        return reported with { State = state with { IsRetried = true }, Effects = [.. reported.Effects, next] };
    }

    /// <summary>An operator wants it sent again: in the hours of the day, and no more than once.</summary>
    public static Decision<MessageState> Retry(MessageState state, DateTimeOffset now)
    {
        if (!IsLost(state) || !ErrorClasses.MayBeRetried(state.ErrorCode))
            return new(state, SendRetried.Nothing);
        var wait = QuietHours.WaitFrom(state.To, now) ?? TimeSpan.Zero;
        return new(
            state with
            {
                IsRetried = true,
            },
            SendRetried.Queued,
            Next(state, MessageClass.Manual, wait + ManualLifetime)
        );
    }

    private static bool IsLost(MessageState state) =>
        state is { IsRetried: false, Direction: "outbound", Status: MessageStatus.Failed or MessageStatus.Undelivered };

    private static QueueText Next(MessageState lost, MessageClass kind, TimeSpan lifetime) =>
        new(kind, lost.From, lost.To, lost.Body, lifetime)
        {
            Author = lost.Author ?? MessageAuthor.System,
            Generation = lost.Generation + 1,
            MediaUrls = lost.MediaUrls,
        };
}
