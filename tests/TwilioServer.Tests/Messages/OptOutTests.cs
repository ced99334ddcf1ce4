using System.Text.Json;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>Who asks for no more texts gets one confirmation at most, and then none until they ask again.</summary>
public sealed class OptOutTests
{
    private static readonly ContactKey Caller = new(Samples.TenantId, Samples.CallerNumber);
    private static readonly ContactState Out = new(null, TestClock.Noon);

    /// <summary>What came in, whether texts were unwanted already, and what follows.</summary>
    public static TheoryData<string, bool, bool?, string?, bool> Replies =>
        new()
        {
            { "STOP", false, false, "keyword", false }, // Twilio confirms its own keywords
            { "STOP", true, false, "keyword", false },
            { "Please stop texting me", false, false, "free-text", true },
            { "Please stop texting me", true, false, "free-text", false }, // one confirmation and no more
            { "no me escriban más", false, false, "free-text", true },
            { "START", true, true, "reply", false },
            { "START", false, null, null, false },
            { "yes", false, null, null, false },
            { "HELP", false, null, null, false },
            { "don't stop by before 5", false, null, null, false },
        };

    [Theory]
    [MemberData(nameof(Replies))]
    public void What_a_reply_changes(string body, bool isOut, bool? given, string? how, bool isConfirmed)
    {
        var decision = Decide(Inbound(body), Received(body), isOut ? Out : ContactState.Unknown);
        var consent = decision.Effects.OfType<RecordConsent>().SingleOrDefault();
        Assert.Equal((given, how), (consent?.IsGiven, consent?.How));
        Assert.True(consent is null || consent.Contact == Caller);
        var confirmation = decision.Effects.OfType<QueueText>().SingleOrDefault();
        Assert.Equal(isConfirmed, confirmation is not null);
        if (confirmation is null)
            return;
        Assert.Equal(
            (MessageClass.OptOutConfirmation, Samples.BusinessNumber, Samples.CallerNumber),
            (confirmation.Class, confirmation.From, confirmation.To)
        );
        Assert.Contains("Rivera Plumbing", confirmation.Body);
        Assert.Contains("START", confirmation.Body);
    }

    [Theory]
    [InlineData(MessageClass.TextBack, MessageStatus.Blocked)]
    [InlineData(MessageClass.OwnerNotice, MessageStatus.Blocked)]
    [InlineData(MessageClass.OptOutConfirmation, MessageStatus.Sending)]
    public void A_text_to_who_asked_for_none_is_blocked_and_says_why(MessageClass kind, MessageStatus status)
    {
        var decision = Decide(MessageStory.Queued with { Class = kind }, new SendRequested(), Out);
        Assert.Equal(status, decision.State.Status);
        if (status != MessageStatus.Blocked)
            return;
        Assert.Equal("The recipient asked for no more texts.", decision.State.ErrorMessage);
        Assert.Equal(MessageDecider.Nothing, decision.Reply);
        Assert.Empty(decision.Effects);
    }

    [Theory]
    [InlineData(MessageClass.TextBack, MessageStatus.Blocked)]
    [InlineData(MessageClass.Answer, MessageStatus.Blocked)]
    [InlineData(MessageClass.Manual, MessageStatus.Blocked)]
    [InlineData(MessageClass.OwnerNotice, MessageStatus.Sending)]
    [InlineData(MessageClass.OptOutConfirmation, MessageStatus.Sending)]
    public void A_cap_that_is_reached_holds_back_what_counts_to_it(MessageClass kind, MessageStatus status)
    {
        var decision = Decide(
            MessageStory.Queued with
            {
                Class = kind,
            },
            new SendRequested("SMS_DAILY_CAP"),
            ContactState.Unknown
        );
        Assert.Equal(status, decision.State.Status);
        Assert.Equal(status == MessageStatus.Blocked ? "SMS_DAILY_CAP is reached." : null, decision.State.ErrorMessage);
    }

    /// <summary>Carriers drop what is not registered, whatever it is; who asked for no more texts is told that reason first.</summary>
    [Theory]
    [InlineData(MessageClass.TextBack)]
    [InlineData(MessageClass.Bulk)]
    [InlineData(MessageClass.OwnerNotice)]
    [InlineData(MessageClass.OptOutConfirmation)]
    public void A_text_from_a_number_that_is_not_registered_is_blocked_and_says_what_to_do(MessageClass kind)
    {
        var requested = new SendRequested(IsUnregistered: true);
        var queued = MessageStory.Queued with { Class = kind };
        var decision = Decide(queued, requested, ContactState.Unknown);
        Assert.Equal((MessageStatus.Blocked, MessageDecider.Nothing), (decision.State.Status, decision.Reply));
        Assert.Equal("+14155550123 is not registered for 10DLC (30034): run check-10dlc", decision.State.ErrorMessage);
        Assert.Empty(decision.Effects);
        if (kind == MessageClass.TextBack)
            Assert.Equal("The recipient asked for no more texts.", Decide(queued, requested, Out).State.ErrorMessage);
    }

    /// <summary>What speaks against sending is a fact of the event, so that a replay decides the same.</summary>
    [Theory]
    [InlineData(null, false, "{}")]
    [InlineData("SMS_DAILY_CAP", false, """{"cap":"SMS_DAILY_CAP"}""")]
    [InlineData("TEXT_BACK_PREFIX_CAP", false, """{"cap":"TEXT_BACK_PREFIX_CAP"}""")]
    [InlineData(null, true, """{"unregistered":true}""")]
    public void A_request_is_read_as_it_was_written(string? cap, bool isUnregistered, string json)
    {
        var requested = new SendRequested(cap, isUnregistered);
        Assert.Equal(json, SendRequestedJson.Write(requested));
        Assert.Equal(requested, SendRequestedJson.Read(JsonDocument.Parse(json).RootElement));
    }

    [Fact]
    public void What_Twilio_has_blocked_is_taken_over()
    {
        var sending = MessageStory.Queued with { Status = MessageStatus.Sending, Attempt = 1 };
        var decision = Decide(sending, MessageStory.Refused(), ContactState.Unknown);
        Assert.Equal(MessageStatus.Failed, decision.State.Status);
        Assert.Equal(
            new RecordConsent(Caller, false, "twilio-21610"),
            Assert.Single(decision.Effects.OfType<RecordConsent>())
        );
    }

    [Fact]
    public void An_opt_out_stands_since_it_was_asked_for_first_until_it_is_taken_back()
    {
        var later = TestClock.Noon.AddHours(1);
        var out1 = new RecordConsent(Caller, false, "keyword").Apply(ContactState.Unknown, TestClock.Noon);
        var out2 = new RecordConsent(Caller, false, "free-text").Apply(out1, later);
        Assert.Equal(TestClock.Noon, out2.OptedOutAt);
        Assert.Equal(TestClock.Noon, new MarkTextBack(Caller).Apply(out2, later).OptedOutAt);
        Assert.Null(new RecordConsent(Caller, true, "reply").Apply(out2, later).OptedOutAt);
    }

    private static Decision<MessageState> Decide(MessageState state, MessageEvent happened, ContactState contact) =>
        MessageDecider.Decide(state, happened, TestClock.Noon.AddSeconds(1), contact, Samples.Context.Settings);

    private static MessageReceived Received(string body) =>
        new(MessageStory.Sid, Samples.CallerNumber, Samples.BusinessNumber, body);

    private static MessageState Inbound(string body) =>
        new(
            8_002,
            MessageStory.IntentId,
            Samples.TenantId,
            "inbound",
            Samples.CallerNumber,
            Samples.BusinessNumber,
            body,
            MessageStatus.Received,
            TestClock.Noon
        )
        {
            Class = MessageClass.Inbound,
        };
}
