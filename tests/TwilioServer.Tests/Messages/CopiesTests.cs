using System.Text.Json;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Replay;
using TwilioServer.Tests.Support;
using static TwilioServer.Tests.Messages.CopyStory;

namespace TwilioServer.Tests.Messages;

/// <summary>
/// A text that must arrive, and that nobody can find, is sent a second time in a way that can be taken back. Noon in the tests is
/// morning in New York; four hours later it is day there.
/// </summary>
public sealed class CopiesTests
{
    private static readonly LookupMissed LastLook = new(MessageDecider.LookupDelays.Count, Service);

    public static TheoryData<string, MessageState, LookupMissed, bool> Beginnings =>
        new()
        {
            { "all is as it must be", Lost, LastLook, true },
            { "the list is asked again first", Lost, LastLook with { Round = 1 }, false },
            { "the number has no service", Lost, LastLook with { ServiceSid = null }, false },
            { "a text-back is sent once", Lost with { Class = MessageClass.TextBack }, LastLook, false },
            { "an answer is sent once", Lost with { Class = MessageClass.Answer }, LastLook, false },
            { "a manual text is reported to its sender", Lost with { Class = MessageClass.Manual }, LastLook, false },
            { "it would expire before", Lost with { ExpiresAt = Now.AddMinutes(20) }, LastLook, false },
            { "it had a copy", Lost with { Copy = CopyState.Canceled }, LastLook, false },
            { "where it goes the night begins", Lost with { To = "+442071838750" }, LastLook, false },
        };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public void A_second_copy_is_made_only_where_it_may_be(
        string why,
        MessageState state,
        LookupMissed missed,
        bool may
    )
    {
        var decision = Decide(state, missed);
        Assert.True(may == (decision.State.Copy == CopyState.Due), why);
        Assert.Equal(may ? ["message.copy"] : [], JobsOf(decision).Where(kind => kind != MessageDecider.LookupJob));
        if (!may && missed.Round == LastLook.Round)
            Assert.Equal(MessageStatus.UnknownFinal, decision.State.Status);
    }

    [Fact]
    public void It_is_scheduled_once_watched_and_goes_out_where_the_first_one_never_appears()
    {
        var permitted = Decide(Due, new CopyRequested());
        Assert.Equal(("go", CopyState.Sending, 2), (permitted.Reply, permitted.State.Copy, permitted.State.Attempt));
        Assert.Single(permitted.Effects.OfType<StartSendAttempt>());
        var waiting = Decide(permitted.State, new CopySettled(new SendOutcome.Accepted(CopySid, "scheduled")));
        Assert.Equal((CopyState.Waiting, CopySid), (waiting.State.Copy, waiting.State.CopySid));
        Assert.Equal(["message.watch-copy"], JobsOf(waiting));
        Assert.Equal(TimeSpan.FromMinutes(19), waiting.Effects.OfType<ScheduleJob>().Single().After);
        // An hour in which Twilio cannot be asked is not the end of it.
        Assert.Equal(Copies.Retry.MaxAttempts, waiting.Effects.OfType<ScheduleJob>().Single().MaxAttempts);
        Assert.InRange(
            Copies.Retry.MaxAttempts * Copies.Retry.LongestWait,
            TimeSpan.FromHours(4),
            TimeSpan.FromDays(1)
        );
        Assert.Equal(MessageStatus.Unknown, waiting.State.Status);

        var released = Decide(waiting.State, new CopyWatched(null, CopySid));
        Assert.Equal((CopyState.Released, MessageStatus.Unknown), (released.State.Copy, released.State.Status));
        // Should no callback tell of it, the list is asked.
        Assert.Equal([MessageDecider.LookupJob], JobsOf(released));
        var sent = Decide(released.State, new DeliveryReported(CopySid, "sent", null));
        Assert.Equal((MessageStatus.Sent, CopySid), (sent.State.Status, sent.State.MessageSid));
    }

    [Fact]
    public void It_is_taken_back_where_the_first_one_is_found_by_the_list()
    {
        var canceling = Decide(Waiting, new CopyWatched(First, CopySid));
        Assert.Equal(
            (CopyState.Canceling, MessageStatus.Delivered, MessageStory.Sid),
            (canceling.State.Copy, canceling.State.Status, canceling.State.MessageSid)
        );
        Assert.Equal(["message.cancel-copy"], JobsOf(canceling));
        Assert.Equal(CopyState.Canceled, Decide(canceling.State, new CopyCanceled(true)).State.Copy);
        var both = Decide(canceling.State, new CopyCanceled(false)).State;
        Assert.Equal((CopyState.Released, TwoSent), (both.Copy, both.ErrorMessage));
        // Twilio says of the copy that it was canceled: that is not what became of the text.
        var told = Decide(canceling.State, new DeliveryReported(CopySid, "canceled", null));
        Assert.Equal(MessageStatus.Delivered, told.State.Status);
    }

    [Fact]
    public void Where_the_first_one_appears_after_the_second_went_out_the_text_says_that_two_were_sent()
    {
        var released = Decide(Waiting, new CopyWatched(null, CopySid)).State;
        foreach (var state in new[] { released, Decide(released, new DeliveryReported(CopySid, "sent", null)).State })
        {
            var late = Decide(state, MessageStory.Reported("delivered"));
            Assert.Equal((MessageStatus.Delivered, TwoSent), (late.State.Status, late.State.ErrorMessage));
            // Whatever Twilio says of it later finds the text.
            Assert.Equal([new AddStreamKey(MessageStory.Sid)], late.Effects.OfType<AddStreamKey>());
            Assert.Empty(Decide(late.State, MessageStory.Reported("delivered")).Effects);
        }
        Assert.Equal(TwoSent, Decide(released, new SendSettled(0, First)).State.ErrorMessage);
    }

    [Fact]
    public void Where_nobody_knows_which_of_two_is_the_copy_the_text_says_all_the_same_that_two_were_sent()
    {
        var lost = Decide(Waiting with { CopySid = null }, new CopyWatched(null, null)).State;
        var one = Decide(lost, new DeliveryReported(CopySid, "sent", null)).State;
        Assert.Equal((MessageStatus.Sent, null), (one.Status, one.ErrorMessage));
        Assert.Equal(TwoSent, Decide(one, MessageStory.Reported("delivered")).State.ErrorMessage);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(CopySid)]
    public void A_copy_that_could_not_be_taken_back_is_no_second_text_where_the_first_never_appeared(string? messageSid)
    {
        var unwanted = Waiting with
        {
            Copy = CopyState.Canceling,
            Status = MessageStatus.UnknownFinal,
            MessageSid = messageSid,
        };
        var left = Decide(unwanted, new CopyCanceled(false)).State;
        Assert.Equal((CopyState.Released, null), (left.Copy, left.ErrorMessage));
    }

    /// <summary>Whoever took over watches it; that it is not there after all must not leave it without a job.</summary>
    [Fact]
    public void A_worker_that_was_held_up_and_could_not_schedule_it_ends_it()
    {
        var taken = Decide(Sending, new CopyRequested()).State;
        var late = Decide(taken, new CopySettled(new SendOutcome.NotSent("It would come too late.")));
        Assert.Equal((CopyState.Canceled, MessageStatus.UnknownFinal), (late.State.Copy, late.State.Status));
        var inTime = Decide(Sending, new CopySettled(new SendOutcome.NotSent("Busy"))).State;
        Assert.Equal((CopyState.Due, MessageStatus.Unknown), (inTime.Copy, inTime.Status));
    }

    [Fact]
    public void A_copy_that_was_denied_stays_so_when_its_events_are_folded_again()
    {
        var denied = new EventRow(Guid.Empty, 1, "copy.requested", Now, "{}", MessageDecider.Nothing, null, 7);
        var stream = new StreamRow(Due.MessageId, Due.TenantId, Due.CreatedAt);
        var state = Refold.Message(Due, [denied], MessageState.KeyOf(Due.IntentId), stream)!;
        Assert.Equal((CopyState.Canceled, MessageStatus.UnknownFinal, 1), (state.Copy, state.Status, state.Attempt));
    }

    [Fact]
    public void Nothing_follows_a_first_one_that_failed_when_the_second_went_out()
    {
        var released = Decide(Waiting, new CopyWatched(null, CopySid)).State;
        var failed = Decide(released, MessageStory.Reported("undelivered", 30001));
        Assert.Empty(failed.Effects.OfType<QueueText>());
        var alone = Decide(Lost, MessageStory.Reported("undelivered", 30001));
        Assert.Single(alone.Effects.OfType<QueueText>());
    }

    [Fact]
    public void It_is_taken_back_where_the_first_one_tells_of_itself()
    {
        var canceling = Decide(Waiting, MessageStory.Reported("sent"));
        Assert.Equal((CopyState.Canceling, MessageStatus.Sent), (canceling.State.Copy, canceling.State.Status));
        Assert.Equal(["message.cancel-copy"], JobsOf(canceling));
        Assert.Empty(JobsOf(Decide(canceling.State, MessageStory.Reported("delivered"))));

        var early = Decide(Due, MessageStory.Reported("sent"));
        Assert.Equal(CopyState.Canceled, early.State.Copy);
        Assert.Equal("nothing", Decide(early.State, new CopyRequested()).Reply);
    }

    [Fact]
    public void A_copy_of_which_nobody_knows_whether_it_is_scheduled_is_looked_for_before_it_could_go_out()
    {
        foreach (
            var doubtful in new[]
            {
                Decide(Sending, new CopyRequested()), // whoever scheduled it died
                Decide(Sending, new CopySettled(new SendOutcome.Unknown("timeout"))),
            }
        )
        {
            Assert.NotEqual("go", doubtful.Reply);
            Assert.Equal(CopyState.Waiting, doubtful.State.Copy);
            Assert.Equal(["message.watch-copy"], JobsOf(doubtful));
            Assert.Equal(MessageStatus.UnknownFinal, Decide(doubtful.State, new CopyWatched(null, null)).State.Status);
            Assert.Equal(CopySid, Decide(doubtful.State, new CopyWatched(null, CopySid)).State.CopySid);
            Assert.Equal(["message.cancel-copy"], JobsOf(Decide(doubtful.State, new CopyWatched(First, CopySid))));
        }
    }

    [Fact]
    public void It_is_not_scheduled_where_the_night_began_meanwhile()
    {
        var late = MessageDecider.Decide(Due, new CopyRequested(), Now.AddHours(9), ContactState.Unknown);
        Assert.Equal(
            ("nothing", CopyState.Canceled, MessageStatus.UnknownFinal),
            (late.Reply, late.State.Copy, late.State.Status)
        );
    }

    public static TheoryData<CopyRequested, MessageClass, string?> Conditions =>
        new()
        {
            { new CopyRequested(), MessageClass.Scheduled, null },
            { new CopyRequested("SMS_DAILY_CAP"), MessageClass.Scheduled, "No second copy: SMS_DAILY_CAP is reached." },
            {
                new CopyRequested(IsUnregistered: true),
                MessageClass.Bulk,
                $"No second copy: {Samples.BusinessNumber} is not registered for 10DLC (30034): run check-10dlc."
            },
            { new CopyRequested(), MessageClass.FollowUp, "No second copy: the recipient wrote meanwhile." },
        };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void What_would_keep_a_first_one_back_keeps_the_second_back(
        CopyRequested requested,
        MessageClass kind,
        string? reason
    )
    {
        var wrote = ContactState.Unknown with { LastInboundAt = Lost.CreatedAt };
        var decision = Decide(Due with { Class = kind }, requested, wrote);
        Assert.Equal(
            reason is null
                ? ("go", CopyState.Sending, MessageStatus.Unknown, Due.ErrorMessage)
                : ("nothing", CopyState.Canceled, MessageStatus.UnknownFinal, reason),
            (decision.Reply, decision.State.Copy, decision.State.Status, decision.State.ErrorMessage)
        );
    }

    /// <summary>Whoever scheduled it died: it may be at Twilio, and nothing may keep it from being watched.</summary>
    [Fact]
    public void No_condition_keeps_a_copy_that_may_be_scheduled_from_being_watched()
    {
        var doubtful = Decide(Sending, new CopyRequested("SMS_DAILY_CAP", IsUnregistered: true));
        Assert.Equal(("nothing", CopyState.Waiting), (doubtful.Reply, doubtful.State.Copy));
        Assert.Equal(["message.watch-copy"], JobsOf(doubtful));
    }

    [Fact]
    public void The_journal_keeps_what_was_found_out_before()
    {
        foreach (var requested in new[] { new CopyRequested(), new("SMS_DAILY_CAP", IsUnregistered: true) })
            Assert.Equal(requested, Read(CopyJson.Write(requested)));
        // As an earlier release wrote it.
        Assert.Equal(new CopyRequested(), Read("{}"));

        static object Read(string parameters) =>
            CopyJson.Readers["copy.requested"](JsonDocument.Parse(parameters).RootElement);
    }

    [Fact]
    public void A_copy_that_surely_was_not_taken_is_tried_again()
    {
        var again = Decide(Sending, new CopySettled(new SendOutcome.NotSent("429")));
        Assert.Equal((CopyState.Due, MessageStatus.Unknown), (again.State.Copy, again.State.Status));
        Assert.Equal("go", Decide(again.State, new CopyRequested()).Reply);
    }

    [Fact]
    public void What_is_settled_stays_so_when_the_copy_is_refused()
    {
        var delivered = Decide(Sending, MessageStory.Reported("delivered"));
        var refused = Decide(delivered.State, new CopySettled(new SendOutcome.Refused(30007, "No")));
        Assert.Equal(MessageStatus.Delivered, refused.State.Status);
    }

    [Theory]
    [InlineData(30007)]
    [InlineData(null)]
    public void A_copy_that_is_refused_leaves_the_text_unknown(int? code)
    {
        var decision = Decide(Sending, new CopySettled(new SendOutcome.Refused(code, "No")));
        Assert.Equal((CopyState.Canceled, MessageStatus.UnknownFinal), (decision.State.Copy, decision.State.Status));
        Assert.Single(decision.Effects.OfType<SettleSendAttempt>());
    }
}
