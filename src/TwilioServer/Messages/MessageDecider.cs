using TwilioServer.Compliance;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>
/// What a message's events mean. Creating a message at Twilio is not idempotent, so permission is given once per
/// attempt, and an attempt without a clear outcome is looked up, never repeated.
/// </summary>
public static class MessageDecider
{
    /// <summary>Raised whenever the same input would be decided differently; stored with each event.</summary>
    public const short Version = 8;

    public const string SendJob = "message.send";

    /// <summary>Sends what nobody waits for, so that what somebody waits for never stands behind thousands of them.</summary>
    public const string SendBulkJob = "message.send-bulk";

    public const string LookupJob = "message.lookup";

    /// <summary>The answers to <see cref="SendRequested"/>.</summary>
    public const string Go = "go";
    public const string Nothing = "nothing";

    /// <summary>
    /// Twilio gives no bound for when its list shows a message: the callback is waited for first, then the list is
    /// asked after 10, 40, 60 and 180 s. Absence is evidence, not proof.
    /// </summary>
    public static readonly IReadOnlyList<TimeSpan> LookupDelays =
    [
        TimeSpan.FromSeconds(10),
        // A list that is half a minute behind is common enough to be asked again within the minute.
        TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(20),
        TimeSpan.FromSeconds(120),
    ];

    /// <summary>Some hours: an outage of Twilio's list must not leave a text of which nobody knows what became.</summary>
    public static readonly RetryClass LookupRetry = new(100, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>Refusals end a job at once; this many attempts are for sends that never left.</summary>
    public static readonly RetryClass SendRetry = RetryClass.Prompt;

    /// <param name="contact">The other side's row; null where the event does not lock it.</param>
    /// <param name="settings">What holds for the business's number; null where its tenant is not known.</param>
    public static Decision<MessageState> Decide(
        MessageState state,
        MessageEvent happened,
        DateTimeOffset now,
        ContactState? contact = null,
        CallSettings? settings = null
    )
    {
        var decision = happened switch
        {
            MessageReceived => Receive(state, now, contact, settings),
            SendAsked asked => Ask(state, asked, now, contact),
            SendCanceled => Cancel(state),
            SendRetried => LostTexts.Retry(state, now),
            SendRequested requested => Request(state, requested, now, contact),
            SendSettled settled => Settle(state, settled, contact),
            DeliveryReported reported => LostTexts.Follow(state, Report(state, reported), now),
            LookupMissed missed => Miss(state, missed, now),
            CopyRequested or CopySettled or CopyWatched or CopyCanceled => Copies.Decide(state, happened, now, contact),
            _ => Replies.Decide(state, happened, now, contact, settings),
        };
        return decision with { State = decision.State with { EventSequence = state.EventSequence + 1 } };
    }

    /// <summary>One text has one: a repeat under another identity changes nothing.</summary>
    private static Decision<MessageState> Receive(
        MessageState state,
        DateTimeOffset now,
        ContactState? contact,
        CallSettings? settings
    )
    {
        if (state.EventSequence > 0)
            return new(state, TwiML.MessagingResponse.Empty);
        var kind = ReplyClassifier.Classify(state.Body);
        return Replies.Begin(OptOuts.Receive(state, kind, contact, settings), kind, now, contact);
    }

    private static Decision<MessageState> Ask(
        MessageState state,
        SendAsked asked,
        DateTimeOffset now,
        ContactState? contact
    )
    {
        if (state.EventSequence > 0)
            return new(state, SendAsked.Queued);
        if (OptOuts.Forbid(state, contact))
            return new(state with { Status = MessageStatus.Blocked, ErrorMessage = OptOuts.Reason }, SendAsked.Blocked);
        return new(state, SendAsked.Queued, MessageJobs.SendAt(state, asked.SendAt, now));
    }

    private static Decision<MessageState> Cancel(MessageState state) =>
        state.Status == MessageStatus.Queued
            ? new(
                state with
                {
                    Status = MessageStatus.Canceled,
                    ErrorMessage = "It was taken back.",
                },
                SendCanceled.Done
            )
            : new(state, state.Status == MessageStatus.Canceled ? SendCanceled.Done : SendCanceled.TooLate);

    private static Decision<MessageState> Request(
        MessageState state,
        SendRequested requested,
        DateTimeOffset now,
        ContactState? contact
    )
    {
        if (state.Status == MessageStatus.Sending)
            return BecomeUnknown(state, "The sender stopped before the outcome was known.");
        if (state.Status != MessageStatus.Queued)
            return new(state, Nothing);
        if (now >= state.ExpiresAt)
            return new(state with { Status = MessageStatus.Expired, ErrorMessage = "Not sent in time." }, Nothing);
        if (OptOuts.Forbid(state, contact))
            return new(state with { Status = MessageStatus.Blocked, ErrorMessage = OptOuts.Reason }, Nothing);
        if (requested.IsUnregistered)
            return new(
                state with
                {
                    Status = MessageStatus.Blocked,
                    ErrorMessage = $"{state.From} is not registered for 10DLC (30034): run check-10dlc",
                },
                Nothing
            );
        if (state.Class == MessageClass.FollowUp && contact?.LastInboundAt >= state.CreatedAt)
            return new(
                state with
                {
                    Status = MessageStatus.Blocked,
                    ErrorMessage = "The recipient wrote meanwhile.",
                },
                Nothing
            );
        if (requested.Cap is { } cap && state.Class.CountsToCaps())
            return new(state with { Status = MessageStatus.Blocked, ErrorMessage = $"{cap} is reached." }, Nothing);
        if (
            state.Class.WaitsForHours()
            && QuietHours.SpreadWaitFrom(state.To, now, state.MessageId * 7919) is var wait
            && wait != TimeSpan.Zero
        )
            return WaitForHours(state, wait, now);
        var attempt = state.Attempt + 1;
        return new(
            state with
            {
                Status = MessageStatus.Sending,
                Attempt = attempt,
                AttemptedAt = now,
            },
            Go,
            new StartSendAttempt(attempt)
        );
    }

    /// <param name="wait">Null where the hours of the number are not known.</param>
    private static Decision<MessageState> WaitForHours(MessageState state, TimeSpan? wait, DateTimeOffset now) =>
        wait is null || now + wait >= state.ExpiresAt
            ? new(
                state with
                {
                    Status = MessageStatus.Expired,
                    ErrorMessage = "It is a quiet hour where the recipient is, until after the text expires.",
                },
                Nothing
            )
            : new(state with { SendAt = now + wait }, Nothing, MessageJobs.SendAt(state, now + wait.Value, now));

    private static Decision<MessageState> Settle(MessageState state, SendSettled settled, ContactState? contact)
    {
        var decision = settled.Outcome switch
        {
            SendOutcome.Accepted accepted when accepted.MessageSid != state.CopySid => Copies.FirstAppeared(
                Accept(state, accepted),
                accepted.MessageSid
            ),
            SendOutcome.Accepted accepted => Accept(state, accepted),
            SendOutcome.Refused refused => Refuse(state, refused),
            SendOutcome.NotSent when state.Status == MessageStatus.Sending => new(
                state with
                {
                    Status = MessageStatus.Queued,
                }
            ),
            SendOutcome.Unknown unknown when state.Status == MessageStatus.Sending => BecomeUnknown(
                state,
                unknown.Reason
            ),
            _ => new(state),
        };
        return decision with
        {
            Effects =
            [
                .. decision.Effects,
                .. SettledAttempt(state, settled),
                .. OptOuts.Learn(state, settled, contact),
                .. Introduced(state, settled, contact),
            ],
        };
    }

    /// <summary>Only what left has told the recipient anything.</summary>
    private static IEnumerable<Effect> Introduced(MessageState state, SendSettled settled, ContactState? contact)
    {
        if (
            settled.Outcome is SendOutcome.Accepted
            && contact is { IntroducedAt: null }
            && state.Class is not (MessageClass.OwnerNotice or MessageClass.OptOutConfirmation)
            && Introduction.SaysHowToStop(state.Body)
        )
            yield return new MarkIntroduced(new ContactKey(state.TenantId, state.To));
    }

    /// <summary>The attempts of a job also count runs that got no permission, so the message's own number says which.</summary>
    private static SettleSendAttempt[] SettledAttempt(MessageState state, SendSettled settled) =>
        settled.Attempt == 0 ? [] : [new SettleSendAttempt(state.Attempt, settled.Outcome.Word)];

    private static Decision<MessageState> Accept(MessageState state, SendOutcome.Accepted accepted) =>
        Advance(
            state,
            accepted.MessageSid,
            MessageStatusNames.FromTwilio(accepted.TwilioStatus) ?? MessageStatus.Accepted,
            null
        );

    /// <summary>A refusal settles what was called unknown meanwhile, too: an unknown attempt is always the last one.</summary>
    private static Decision<MessageState> Refuse(MessageState state, SendOutcome.Refused refused) =>
        state.Status is MessageStatus.Sending or MessageStatus.Unknown or MessageStatus.UnknownFinal
            ? new(
                state with
                {
                    Status = MessageStatus.Failed,
                    ErrorCode = refused.Code,
                    ErrorMessage = refused.Message,
                }
            )
            : new(state);

    /// <summary>That Twilio keeps a second copy settles nothing; that it left does.</summary>
    private static Decision<MessageState> Report(MessageState state, DeliveryReported reported)
    {
        if (MessageStatusNames.FromTwilio(reported.MessageStatus) is not { } status)
            return new(state);
        if (reported.MessageSid == state.CopySid)
            return status < MessageStatus.Sent || state.Copy is CopyState.Canceling or CopyState.Canceled
                ? new(state)
                : Advance(state, reported.MessageSid, status, reported.ErrorCode);
        return Copies.FirstAppeared(
            Advance(state, reported.MessageSid, status, reported.ErrorCode),
            reported.MessageSid
        );
    }

    private static Decision<MessageState> Miss(MessageState state, LookupMissed missed, DateTimeOffset now)
    {
        if (state.Status != MessageStatus.Unknown)
            return new(state);
        return missed.Round < LookupDelays.Count ? new(state, null, MessageJobs.LookUp(state, missed.Round))
            : missed.ServiceSid is { } service && Copies.MayBegin(state, now) ? Copies.Begin(state, service)
            : new(state with { Status = MessageStatus.UnknownFinal });
    }

    /// <summary>Callbacks come in any order, before the 201 too: only a higher rank counts, but a SID is always a fact.</summary>
    private static Decision<MessageState> Advance(
        MessageState state,
        string messageSid,
        MessageStatus status,
        int? errorCode
    )
    {
        Effect[] effects = state.MessageSid is null ? [new AddStreamKey(messageSid)] : [];
        var known = state with { MessageSid = state.MessageSid ?? messageSid };
        return status > state.Status && !state.Status.IsTerminal()
            ? new(known with { Status = status, ErrorCode = errorCode ?? state.ErrorCode }, null, effects)
            : new(known, null, effects);
    }

    private static Decision<MessageState> BecomeUnknown(MessageState state, string reason) =>
        new(
            state with
            {
                Status = MessageStatus.Unknown,
                ErrorMessage = reason,
            },
            Nothing,
            MessageJobs.LookUp(state, 0)
        );
}
