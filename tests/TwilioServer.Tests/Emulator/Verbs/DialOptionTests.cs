using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// sequential rings one phone after the other; hangupOnStar lets the caller end the talk; callerId must be a number
/// of the call or of the account; sendDigits are sent before the two are connected.
/// </summary>
public sealed class DialOptionTests : EmulatorTest
{
    private const string Second = "+12125550122";
    private static readonly object Answers = new { whenCalled = "answer", answerAfterSeconds = 2 };

    [Fact]
    public async Task Sequential_rings_the_second_only_after_the_first()
    {
        await Phone(Second, Answers);
        TheApp.Twiml(
            "/voice",
            $"<Dial sequential=\"true\" timeout=\"10\"><Number>{Owner}</Number><Number>{Second}</Number><Number>{Caller}</Number></Dial>"
        );
        var sid = await Call();
        await Advance(9.99);
        Assert.Single(await LegsOf(sid));
        await Advance(0.01);
        Assert.Equal(2, (await LegsOf(sid)).Length);
        await Advance(60);
        var legs = await LegsOf(sid);
        Assert.Equal(2, legs.Length);
        Assert.Equal("no-answer", await StatusOf(legs[0]));
        Assert.Equal("in-progress", await StatusOf(legs[1]));
    }

    [Fact]
    public async Task Sequential_stops_with_the_caller()
    {
        TheApp.Twiml("/voice", $"<Dial sequential=\"true\"><Number>{Owner}</Number><Number>{Second}</Number></Dial>");
        var sid = await Call();
        await Advance(5);
        await HangUp(sid);
        await Advance(60);
        Assert.Equal("canceled", await StatusOf(await LegOf(sid)));
    }

    [Theory]
    [InlineData("hangupOnStar=\"true\"", "completed")]
    [InlineData("", "in-progress")]
    public async Task A_star_ends_the_talk_when_it_may(string attributes, string status)
    {
        await Phone(Owner, Answers);
        TheApp.Twiml("/voice", $"<Dial {attributes}>{Owner}</Dial><Say>Goodbye</Say>");
        var sid = await Call();
        await Advance(5);
        await Press(sid, "*");
        Assert.Equal(status, await StatusOf(await LegOf(sid)));
        Assert.Equal("in-progress", await StatusOf(sid));
    }

    [Theory]
    [InlineData(Caller, true)]
    [InlineData(Number, true)]
    [InlineData("512-555-0199", true)]
    [InlineData(Second, false)]
    [InlineData("nobody", false)]
    public async Task Only_numbers_of_the_call_or_the_account_can_be_shown(string callerId, bool isAllowed)
    {
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\" timeout=\"1\" callerId=\"{callerId}\">{Owner}</Dial>");
        TheApp.Twiml("/dialed", "<Hangup/>");
        var sid = await Call();
        await Advance(1);
        Assert.Equal(isAllowed ? "no-answer" : "failed", TheApp.Single("/dialed")["DialCallStatus"]);
        Assert.Equal(isAllowed ? 1 : 0, (await LegsOf(sid)).Length);
        await AssertProblems(isAllowed ? [] : [13214]);
    }

    [Fact]
    public async Task Digits_are_sent_before_the_two_are_connected()
    {
        await Phone(Owner, Answers);
        TheApp.Twiml("/voice", $"<Dial answerOnBridge=\"true\"><Number sendDigits=\"wwww12\">{Owner}</Number></Dial>");
        var sid = await Call();
        await Advance(4.49);
        Assert.Equal("ringing", await StatusOf(sid));
        await Advance(0.01);
        Assert.Equal("in-progress", await StatusOf(sid));
        Assert.Equal("wwww12", Data(Assert.Single(await Events("digits.sent")), "digits").GetString());
    }

    [Fact]
    public async Task Digits_that_no_phone_has_are_a_warning()
    {
        await Phone(Owner, Answers);
        TheApp.Twiml("/voice", $"<Dial><Number sendDigits=\"1x\">{Owner}</Number></Dial>");
        var sid = await Call();
        await Advance(3);
        await AssertProblems(13222);
        Assert.Equal("in-progress", await StatusOf(await LegOf(sid)));
    }

    [Theory]
    [InlineData("record-from-answer", "1", "6")]
    [InlineData("record-from-ringing", "1", "8")]
    [InlineData("record-from-ringing-dual", "2", "8")]
    [InlineData("true", "1", "6")]
    public async Task Recording_begins_with_the_ringing_or_the_answer(string mode, string channels, string seconds)
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                hangUpAfterSeconds = 6,
            }
        );
        TheApp.Twiml(
            "/voice",
            $"<Dial record=\"{mode}\" recordingTrack=\"inbound\" recordingStatusCallback=\"/recorded\">{Owner}</Dial>"
        );
        await Call();
        await Advance(20);
        var report = TheApp.Single("/recorded");
        Assert.Equal(channels, report["RecordingChannels"]);
        Assert.Equal(seconds, report["RecordingDuration"]);
        Assert.Equal("inbound", report["RecordingTrack"]);
    }

    [Fact]
    public async Task A_recorded_ringing_without_an_answer_is_absent()
    {
        TheApp.Twiml(
            "/voice",
            $"<Dial timeout=\"5\" action=\"/dialed\" record=\"record-from-ringing\" recordingStatusCallback=\"/recorded\" recordingStatusCallbackEvent=\"in-progress completed absent\">{Owner}</Dial>"
        );
        await Call();
        await Advance(10);
        Assert.Equal(["in-progress", "absent"], TheApp.All("/recorded").Select(each => each["RecordingStatus"]));
        Assert.Null(TheApp.Single("/dialed")["RecordingUrl"]);
    }

    [Fact]
    public async Task A_leg_that_the_api_sends_elsewhere_lives_on_without_the_Dial()
    {
        await Phone(Owner, Answers);
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml("/dialed", "<Hangup/>");
        TheApp.Twiml("/elsewhere", "<Say>Please hold</Say><Pause length=\"30\"/>");
        var sid = await Call();
        await Advance(6);
        var leg = await LegOf(sid);
        await Rest("POST", $"/Calls/{leg}.json", ("Url", At("/elsewhere")));
        await Settle();
        Assert.Equal("completed", TheApp.Single("/dialed")["DialCallStatus"]);
        Assert.Equal("4", TheApp.Single("/dialed")["DialCallDuration"]);
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal("in-progress", await StatusOf(leg));
        Assert.Equal(["Say"], await VerbsOf(leg));
        await Advance(60);
        Assert.Equal("completed", await StatusOf(leg));
    }

    [Theory]
    [InlineData("<Client>shop</Client>", "no-answer")]
    [InlineData("<Sip>sip:shop@example.com</Sip>", "failed")]
    [InlineData("<Conference>room</Conference>", "failed")]
    public async Task What_cannot_be_rung_ends_like_a_leg_without_an_answer(string noun, string status)
    {
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{noun}</Dial>");
        TheApp.Twiml("/dialed", "<Hangup/>");
        await Call();
        Assert.Equal(status, TheApp.Single("/dialed")["DialCallStatus"]);
        Assert.Null(TheApp.Single("/dialed")["DialCallSid"]);
        await AssertProblems();
    }
}
