using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>A text that came in is handled once, whoever handles it and whatever happens meanwhile.</summary>
public sealed class RepliesTests
{
    private const string Sid = "SM00000000000000000000000000000001";
    private static readonly ContactKey Customer = new(Samples.TenantId, Samples.CallerNumber);
    private static readonly DateTimeOffset Later = TestClock.Noon.AddSeconds(5);

    private static readonly ContactState Wrote = ContactState.Unknown with
    {
        LastInboundAt = TestClock.Noon,
        IntroducedAt = TestClock.Noon.AddDays(-1),
    };

    private static readonly MessageState Text = new(
        7,
        new Guid(7, 7, 7, new byte[8]),
        Samples.TenantId,
        "inbound",
        Samples.CallerNumber,
        Samples.BusinessNumber,
        "My sink leaks",
        MessageStatus.Received,
        TestClock.Noon,
        MessageSid: Sid
    )
    {
        Class = MessageClass.Inbound,
        Handling = Handling.Due,
    };

    [Theory]
    [InlineData("My sink leaks", true)]
    [InlineData("yes", true)] // Twilio's word for START, and an answer
    [InlineData("please stop texting me", true)] // the job finds that there is nothing to be said
    [InlineData("STOP", false)]
    [InlineData("HELP", false)]
    public void A_text_is_seen_to_by_one_job(string body, bool isSeenTo)
    {
        var text = Text with { Body = body, Handling = null };
        var received = new MessageReceived(Sid, text.From, text.To, body);
        var decision = Decide(text, received, ContactState.Unknown);
        Assert.Equal(isSeenTo ? Handling.Due : null, decision.State.Handling);
        Assert.Equal(
            isSeenTo ? [$"reply.handle:{Sid}"] : [],
            decision.Effects.OfType<ScheduleJob>().Select(job => job.UniqueKey)
        );
        Assert.Empty(Decide(decision.State, received, ContactState.Unknown).Effects);
    }

    [Fact]
    public void After_a_day_of_silence_a_conversation_begins_anew()
    {
        var text = Text with { Handling = null };
        var before = Wrote with { Holder = ConversationHolder.Owner, LastInboundAt = TestClock.Noon.AddHours(-25) };
        var received = new MessageReceived(Sid, text.From, text.To, text.Body);
        Assert.Contains(new HoldConversation(Customer, null), Decide(text, received, before, TestClock.Noon).Effects);
        var lately = before with { LastInboundAt = TestClock.Noon.AddHours(-23) };
        Assert.Empty(Decide(text, received, lately, TestClock.Noon).Effects.OfType<HoldConversation>());
    }

    [Theory]
    [InlineData("continue_conversation", ConversationHolder.Ai)]
    [InlineData("book_appointment", ConversationHolder.Ai)]
    [InlineData("a_word_of_tomorrow", ConversationHolder.Ai)]
    [InlineData("end_conversation", null)]
    [InlineData("escalate_to_owner", ConversationHolder.Owner)]
    public void The_assistants_answer_goes_out_once(string action, ConversationHolder? holder)
    {
        var proposed = new AnswerProposed("Where is the leak?", action);
        var decision = Decide(Text, proposed, Wrote);
        var texts = decision.Effects.OfType<QueueText>().ToList();
        Assert.Equal(
            (MessageClass.Answer, Samples.BusinessNumber, Samples.CallerNumber, "Where is the leak?", MessageAuthor.Ai),
            (texts[0].Class, texts[0].From, texts[0].To, texts[0].Body, texts[0].Author)
        );
        Assert.Equal(action == "escalate_to_owner" ? 2 : 1, texts.Count);
        Assert.Contains(new HoldConversation(Customer, holder), decision.Effects);
        Assert.Equal(Handling.Answered, decision.State.Handling);
        foreach (var again in new MessageEvent[] { proposed, new AnswerFailed("late"), new ReplyForwarded() })
            Assert.Empty(Decide(decision.State, again, Wrote).Effects);
    }

    [Fact]
    public void Whoever_wrote_again_gets_one_answer_to_both()
    {
        var wroteAgain = Wrote with { LastInboundAt = TestClock.Noon.AddSeconds(3) };
        foreach (
            var happened in new MessageEvent[]
            {
                new AnswerProposed("Hi", "continue_conversation"),
                new AnswerFailed("slow"),
            }
        )
        {
            var decision = Decide(Text, happened, wroteAgain);
            Assert.Equal(Handling.Superseded, decision.State.Handling);
            Assert.Empty(decision.Effects);
        }
    }

    [Fact]
    public void Who_opted_out_meanwhile_gets_no_answer()
    {
        var decision = Decide(
            Text,
            new AnswerProposed("Hi", "continue_conversation"),
            Wrote with
            {
                OptedOutAt = Later,
            }
        );
        Assert.Equal(Handling.Nowhere, decision.State.Handling);
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void An_owner_who_took_over_meanwhile_gets_the_text_instead()
    {
        var taken = Wrote with { Holder = ConversationHolder.Owner };
        var decision = Decide(Text, new AnswerProposed("Hi", "continue_conversation"), taken);
        Assert.Equal(Handling.Forwarded, decision.State.Handling);
        var notice = Assert.Single(decision.Effects.OfType<QueueText>());
        Assert.Equal((MessageClass.OwnerNotice, Samples.Settings.ForwardTo[0]), (notice.Class, notice.To));
        Assert.Equal($"{Samples.CallerNumber}: My sink leaks", notice.Body);
    }

    [Fact]
    public void Telling_as_call_service_is_permitted_once_and_a_teller_that_died_leaves_the_text_to_the_owner()
    {
        var permitted = Decide(Text, new ReplyReportRequested(), Wrote);
        Assert.Equal(("go", Handling.Reporting), (permitted.Reply, permitted.State.Handling));
        var again = Decide(permitted.State, new ReplyReportRequested(), Wrote);
        Assert.Equal(("nothing", Handling.Forwarded), (again.Reply, again.State.Handling));
        Assert.Single(again.Effects.OfType<QueueText>());
        Assert.Equal("nothing", Decide(again.State, new ReplyReportRequested(), Wrote).Reply);
    }

    [Theory]
    [InlineData(ReplyReport.Taken, Handling.Reported, 0)]
    [InlineData(ReplyReport.Unknown, Handling.Forwarded, 1)]
    [InlineData(ReplyReport.NotProcessed, Handling.Due, 0)]
    [InlineData(ReplyReport.Refused, Handling.Due, 0)]
    [InlineData(ReplyReport.Gone, Handling.Due, 0)]
    public void What_came_of_telling_says_who_has_it(ReplyReport outcome, Handling handling, int notices)
    {
        var decision = Decide(Text with { Handling = Handling.Reporting }, new ReplyReportSettled(outcome), Wrote);
        Assert.Equal(handling, decision.State.Handling);
        Assert.Equal(notices, decision.Effects.OfType<QueueText>().Count());
        Assert.Equal(
            outcome == ReplyReport.Gone ? [new LinkConversation(Customer, null)] : [],
            decision.Effects.OfType<LinkConversation>()
        );
    }

    [Fact]
    public void A_chosen_customer_must_be_one_of_those_that_were_asked_about()
    {
        var waiting = Text with { Handling = Handling.Which, Customers = ["+14155550111", "+14155550112"] };
        Assert.Empty(Decide(waiting, new CustomerChosen("+14155550113"), ContactState.Unknown).Effects);
        var chosen = Decide(waiting, new CustomerChosen("+14155550112"), ContactState.Unknown);
        Assert.Equal(["+14155550112"], chosen.Effects.OfType<QueueText>().Select(text => text.To));
        Assert.Empty(Decide(chosen.State, new CustomerChosen("+14155550111"), ContactState.Unknown).Effects);
    }

    private static Decision<MessageState> Decide(
        MessageState state,
        MessageEvent happened,
        ContactState contact,
        DateTimeOffset? now = null
    )
    {
        var decision = MessageDecider.Decide(state, happened, now ?? Later, contact, Samples.Context.Settings);
        Assert.Equal(state.EventSequence + 1, decision.State.EventSequence);
        return decision;
    }
}
