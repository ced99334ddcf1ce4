using TwilioServer.Compliance;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>
/// A text that must arrive, whose only POST had no clear outcome and which Twilio's list never showed, is sent a second time in a
/// way that can be taken back: scheduled through a Messaging Service, watched, and canceled should the first one appear, or should
/// its recipient not want it any more.
/// </summary>
internal static class Copies
{
    public const string ScheduleJob = "message.copy";
    public const string WatchJob = "message.watch-copy";
    public const string CancelJob = "message.cancel-copy";

    private const string TwoLeft = "Two copies were sent: the first appeared when the second could not be taken back.";

    /// <summary>For hours, until Twilio can be asked again: a text whose copy is given up sooner would stay unknown for ever.</summary>
    public static readonly RetryClass Retry = MessageDecider.LookupRetry;

    /// <summary>Twilio schedules from 5 minutes ahead, some accounts from 15.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan LookBefore = TimeSpan.FromMinutes(1);

    /// <summary>Whether a text is of a kind for which that is done, and there is time for it.</summary>
    public static bool MayBegin(MessageState state, DateTimeOffset now) =>
        state.Class is MessageClass.FollowUp or MessageClass.Scheduled or MessageClass.Bulk
        && state.Copy is null
        && IsInTime(state, now);

    private static bool IsInTime(MessageState state, DateTimeOffset now) =>
        now + Ahead < state.ExpiresAt && QuietHours.AreOver(state.To, now + Ahead);

    public static Decision<MessageState> Begin(MessageState state, string serviceSid) =>
        new(state with { Copy = CopyState.Due }, null, Job(ScheduleJob, state, serviceSid, TimeSpan.Zero));

    public static Decision<MessageState> Decide(
        MessageState state,
        MessageEvent happened,
        DateTimeOffset now,
        ContactState? contact
    ) =>
        happened switch
        {
            CopyRequested requested => Permit(state, requested, now, contact),
            CopySettled settled => Settle(state, settled.Outcome),
            CopyWatched watched => Watch(state, watched, contact),
            CopyCanceled canceled when state.Copy == CopyState.Canceling => new(
                canceled.IsCanceled ? state with { Copy = CopyState.Canceled }
                : state.MessageSid is null || state.MessageSid == state.CopySid
                    ? state with
                    {
                        Copy = CopyState.Released,
                    }
                : BothLeft(state)
            ),
            _ => new(state),
        };

    /// <summary>The first one appeared by itself, in a callback: the second is taken back.</summary>
    /// <param name="messageSid">The first one's.</param>
    public static Decision<MessageState> FirstAppeared(Decision<MessageState> reported, string messageSid) =>
        reported.State switch
        {
            { Copy: CopyState.Released } state
                when state.ErrorMessage != TwoLeft && (state.CopySid ?? state.MessageSid) != messageSid => reported with
            {
                State = BothLeft(state),
                Effects =
                [
                    .. reported.Effects,
                    .. state.MessageSid == messageSid ? (Effect[])[] : [new AddStreamKey(messageSid)],
                ],
            },
            { Copy: CopyState.Due } state => reported with { State = state with { Copy = CopyState.Canceled } },
            { Copy: CopyState.Waiting, CopySid: not null } state => reported with
            {
                State = state with { Copy = CopyState.Canceling },
                Effects = [.. reported.Effects, Cancel(state)],
            },
            _ => reported,
        };

    /// <summary>What a second copy risks, and what is never to be hidden.</summary>
    private static MessageState BothLeft(MessageState state) =>
        state with
        {
            Copy = CopyState.Released,
            ErrorMessage = TwoLeft,
        };

    /// <summary>Who finds it permitted already comes after a worker that died over it: the list tells, before it goes out.</summary>
    private static Decision<MessageState> Permit(
        MessageState state,
        CopyRequested requested,
        DateTimeOffset now,
        ContactState? contact
    )
    {
        if (state is { Copy: CopyState.Sending })
            return new(state with { Copy = CopyState.Waiting }, MessageDecider.Nothing, Watch(state));
        if (state is not { Copy: CopyState.Due, Status: MessageStatus.Unknown })
            return new(state, MessageDecider.Nothing);
        if (OptOuts.Forbid(state, contact) || !IsInTime(state, now))
            return GiveUp(state) with { Reply = MessageDecider.Nothing };
        if (Against(state, requested, contact) is { } reason)
            return GiveUp(state with { ErrorMessage = $"No second copy: {reason}." }) with
            {
                Reply = MessageDecider.Nothing,
            };
        var attempt = state.Attempt + 1;
        return new(
            state with
            {
                Copy = CopyState.Sending,
                Attempt = attempt,
            },
            MessageDecider.Go,
            new StartSendAttempt(attempt)
        );
    }

    /// <summary>
    /// What would have kept the first one back. A copy counts to the caps as a text of its own, so that one text may count twice:
    /// the caps bound what may reach phones, and nobody knows whether the first one did. Over a cap there is no copy.
    /// </summary>
    private static string? Against(MessageState state, CopyRequested requested, ContactState? contact) =>
        requested.IsUnregistered ? $"{state.From} is not registered for 10DLC (30034): run check-10dlc"
        : state.Class == MessageClass.FollowUp && contact?.LastInboundAt >= state.CreatedAt
            ? "the recipient wrote meanwhile"
        : requested.Cap is { } cap ? $"{cap} is reached"
        : null;

    private static Decision<MessageState> Settle(MessageState state, SendOutcome outcome)
    {
        if (state.Copy is not (CopyState.Sending or CopyState.Waiting))
            return new(state);
        var settled = new SettleSendAttempt(state.Attempt, outcome.Word);
        return outcome switch
        {
            SendOutcome.Accepted accepted => new(
                state with
                {
                    Copy = CopyState.Waiting,
                    CopySid = accepted.MessageSid,
                },
                null,
                settled,
                new AddStreamKey(accepted.MessageSid),
                Watch(state with { CopySid = accepted.MessageSid })
            ),
            SendOutcome.Unknown => new(state with { Copy = CopyState.Waiting }, null, settled, Watch(state)),
            // Surely not there: it is tried again, as any other POST.
            SendOutcome.NotSent when state.Copy == CopyState.Sending => new(
                state with
                {
                    Copy = CopyState.Due,
                },
                null,
                settled
            ),
            _ => GiveUp(state) with { Effects = [settled] },
        };
    }

    private static Decision<MessageState> Watch(MessageState state, CopyWatched watched, ContactState? contact)
    {
        if (state.Copy != CopyState.Waiting)
            return new(state);
        var known = state with { CopySid = state.CopySid ?? watched.CopySid };
        var unwanted = Unwanted(state, watched, contact);
        if (watched.First is null && unwanted is null)
            return Release(known);
        var found = watched.First is { } first
            ? MessageDecider.Decide(
                known with
                {
                    Copy = CopyState.Canceling,
                },
                new SendSettled(0, first),
                state.CreatedAt
            )
            : new Decision<MessageState>(
                // Nobody knows whether the first one arrived: a late callback may still tell.
                known.Status == MessageStatus.Unknown
                    ? known with
                    {
                        Status = MessageStatus.UnknownFinal,
                        ErrorMessage = unwanted,
                    }
                    : known
            );
        if (known.CopySid is null)
            return found with { State = found.State with { Copy = CopyState.Canceled } };
        return found with
        {
            State = found.State with { Copy = CopyState.Canceling },
            Effects = [.. found.Effects, Cancel(known)],
        };
    }

    /// <summary>Why the recipient is to get neither; null where nothing speaks against it.</summary>
    private static string? Unwanted(MessageState state, CopyWatched watched, ContactState? contact) =>
        OptOuts.Forbid(state, contact) ? OptOuts.Reason
        : state.Class == MessageClass.FollowUp && (watched.IsAnswered || contact?.LastInboundAt >= state.CreatedAt)
            ? "The recipient called or wrote meanwhile."
        : null;

    /// <summary>It goes out, or has gone; should no callback tell of it, the list is asked once more.</summary>
    private static Decision<MessageState> Release(MessageState state)
    {
        var released = state with { Copy = CopyState.Released };
        if (state.Status != MessageStatus.Unknown)
            return new(released);
        return state.CopySid is null
            ? new(released with { Status = MessageStatus.UnknownFinal })
            : new(released, null, MessageJobs.LastLookUp(released));
    }

    private static Decision<MessageState> GiveUp(MessageState state) =>
        new(
            state with
            {
                Copy = CopyState.Canceled,
                Status = state.Status == MessageStatus.Unknown ? MessageStatus.UnknownFinal : state.Status,
            }
        );

    private static ScheduleJob Watch(MessageState state) => Job(WatchJob, state, "", Ahead - LookBefore);

    private static ScheduleJob Cancel(MessageState state) => Job(CancelJob, state, "", TimeSpan.Zero);

    private static ScheduleJob Job(string kind, MessageState state, string serviceSid, TimeSpan after) =>
        new(
            kind,
            $"{kind}:{state.IntentId:N}",
            after,
            CopyJson.Payload(
                new CopyReference(MessageJobs.Parse(MessageJobs.Payload(state, 0)), serviceSid, state.CopySid)
            ),
            Retry.MaxAttempts
        );
}
