using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// The url of a Number gives TwiML to the called party alone, between its answer and the connection, while the caller
/// hears the ringing go on. When it ends the two are connected; when it hangs up they never are.
/// </summary>
public sealed class WhisperTests : EmulatorTest
{
    private const string PressOne =
        "<Gather numDigits=\"1\" timeout=\"4\" action=\"/chosen\"><Say>Press 1</Say></Gather><Hangup/>";

    private async Task<string> RingOwner(object? phone = null, string dial = "")
    {
        await Phone(Owner, phone ?? new { whenCalled = "answer", answerAfterSeconds = 2 });
        TheApp.Twiml(
            "/voice",
            $"<Dial action=\"/dialed\" answerOnBridge=\"true\" {dial}><Number url=\"/whisper\">{Owner}</Number></Dial>"
        );
        TheApp.Twiml("/dialed", "<Hangup/>");
        TheApp.Twiml("/chosen", "<Say>Connecting</Say>");
        TheApp.Twiml("/whisper", PressOne);
        return await Call();
    }

    [Fact]
    public async Task Is_asked_for_on_the_called_leg()
    {
        var sid = await RingOwner();
        await Advance(2);
        var request = TheApp.Single("/whisper");
        Assert.Equal(await LegOf(sid), request["CallSid"]);
        Assert.Equal(sid, request["ParentCallSid"]);
        Assert.Equal("outbound-dial", request["Direction"]);
        Assert.Equal("in-progress", request["CallStatus"]);
        Assert.Equal(Owner, request["To"]);
        Assert.Equal("ringing", await StatusOf(sid));
    }

    [Fact]
    public async Task Connects_the_two_when_the_called_party_presses_one()
    {
        var sid = await RingOwner();
        await Advance(3);
        var leg = await LegOf(sid);
        await Press(leg, "1");
        Assert.Equal("1", TheApp.Single("/chosen")["Digits"]);
        Assert.Equal("ringing", await StatusOf(sid));
        await Advance(1);
        Assert.Equal("in-progress", await StatusOf(sid));
        Assert.Equal(["Gather", "Say"], await VerbsOf(leg));
        await Advance(10);
        await HangUp(leg);
        var action = TheApp.Single("/dialed");
        Assert.Equal("completed", action["DialCallStatus"]);
        Assert.Equal("true", action["DialBridged"]);
        Assert.Equal("12", action["DialCallDuration"]);
    }

    [Fact]
    public async Task Connects_nobody_when_it_hangs_up()
    {
        var sid = await RingOwner();
        await Advance(7);
        var action = TheApp.Single("/dialed");
        Assert.Equal("completed", action["DialCallStatus"]);
        Assert.Equal("false", action["DialBridged"]);
        Assert.Equal("ringing", action["CallStatus"]);
        Assert.Equal("completed", await StatusOf(await LegOf(sid)));
        Assert.Equal(["Gather", "Hangup"], await VerbsOf(await LegOf(sid)));
    }

    [Fact]
    public async Task Is_done_by_the_phone_itself_when_scripted()
    {
        var sid = await RingOwner(
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                hangUpAfterSeconds = 20,
                script = new object[]
                {
                    new
                    {
                        on = "Gather",
                        press = "1",
                        afterSeconds = 1,
                    },
                },
            }
        );
        await Advance(4);
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(30);
        Assert.Equal("true", TheApp.Single("/dialed")["DialBridged"]);
    }

    [Fact]
    public async Task Ends_with_the_caller()
    {
        var sid = await RingOwner();
        await Advance(3);
        await HangUp(sid);
        Assert.Equal("completed", await StatusOf(await LegOf(sid)));
        Assert.Equal("no-answer", await StatusOf(sid));
        Assert.Equal("false", TheApp.Single("/dialed")["DialBridged"]);
    }

    [Fact]
    public async Task That_cannot_be_had_ends_the_leg_after_an_apology()
    {
        var sid = await RingOwner();
        TheApp.Answer("/whisper", 500, "text/html", "oops");
        await Advance(5.99);
        Assert.Empty(TheApp.All("/dialed"));
        await Advance(0.01);
        Assert.Equal("false", TheApp.Single("/dialed")["DialBridged"]);
        Assert.Equal("completed", await StatusOf(await LegOf(sid)));
        await AssertProblems(11200);
    }

    [Fact]
    public async Task May_not_dial_further()
    {
        var sid = await RingOwner();
        TheApp.Twiml("/whisper", $"<Dial>{Caller}</Dial>");
        await Advance(2);
        await AssertProblems(13201);
        Assert.Equal("completed", await StatusOf(await LegOf(sid)));
        Assert.Equal("false", TheApp.Single("/dialed")["DialBridged"]);
    }

    [Fact]
    public async Task Other_phones_stop_ringing_when_one_is_answered()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 2 });
        TheApp.Twiml("/whisper", "<Pause length=\"5\"/>");
        TheApp.Twiml(
            "/voice",
            $"<Dial><Number>{Caller}</Number><Number url=\"/whisper\" method=\"GET\">{Owner}</Number></Dial>"
        );
        var sid = await Call();
        await Advance(2);
        var legs = await LegsOf(sid);
        Assert.Equal("canceled", await StatusOf(legs[0]));
        Assert.Equal("in-progress", await StatusOf(legs[1]));
        Assert.Equal("GET", TheApp.Single("/whisper").Method);
    }
}
