using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// Dial rings one or several phones and tells the action URL how that went; without action the next verb follows.
/// </summary>
public sealed class DialTests : EmulatorTest
{
    private const string Second = "+12125550122";

    [Theory]
    [InlineData("no-answer", "no-answer", 30)]
    [InlineData("busy", "busy", 1)]
    [InlineData("unreachable", "failed", 1)]
    public async Task Tells_the_action_how_it_failed(string whenCalled, string status, double seconds)
    {
        await Phone(Owner, new { whenCalled });
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml("/dialed", "<Say>Nobody is here</Say>");
        var sid = await Call();
        await Advance(seconds - 0.01);
        Assert.Empty(TheApp.All("/dialed"));
        await Advance(0.01);
        var action = TheApp.Single("/dialed");
        Assert.Equal(sid, action["CallSid"]);
        Assert.Equal("in-progress", action["CallStatus"]);
        Assert.Equal(status, action["DialCallStatus"]);
        Assert.Equal(await LegOf(sid), action["DialCallSid"]);
        Assert.Equal("0", action["DialCallDuration"]);
        Assert.Equal("false", action["DialBridged"]);
        Assert.Equal(status, await StatusOf(await LegOf(sid)));
        Assert.Equal(["Dial", "Say"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Connects_the_phone_that_answers()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 3,
                hangUpAfterSeconds = 8,
            }
        );
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml("/dialed", "<Hangup/>");
        var sid = await Call();
        await Advance(3);
        var leg = await LegOf(sid);
        Assert.Equal("in-progress", await StatusOf(leg));
        await Advance(8);
        var action = TheApp.Single("/dialed");
        Assert.Equal("completed", action["DialCallStatus"]);
        Assert.Equal(leg, action["DialCallSid"]);
        Assert.Equal("8", action["DialCallDuration"]);
        Assert.Equal("true", action["DialBridged"]);
        Assert.Equal("11", TheApp.Single("/status")["CallDuration"]);
    }

    [Fact]
    public async Task Is_canceled_when_the_caller_hangs_up_while_it_rings()
    {
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml("/dialed", "<Say>Ignored</Say>");
        var sid = await Call(
            new
            {
                from = Caller,
                to = Number,
                hangUpAfterSeconds = 10,
            }
        );
        await Advance(60);
        var action = TheApp.Single("/dialed");
        Assert.Equal("canceled", action["DialCallStatus"]);
        Assert.Equal("completed", action["CallStatus"]);
        Assert.Equal(await LegOf(sid), action["DialCallSid"]);
        Assert.Equal("canceled", await StatusOf(await LegOf(sid)));
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal("completed", TheApp.Single("/status")["CallStatus"]);
        Assert.Equal("10", TheApp.Single("/status")["CallDuration"]);
        Assert.Equal(["Dial"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Can_be_told_not_to_ask_the_action_after_a_hang_up()
    {
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        await Call(
            new
            {
                from = Caller,
                to = Number,
                hangUpAfterSeconds = 10,
                dialActionOnCallerHangUp = false,
            }
        );
        await Advance(60);
        Assert.Empty(TheApp.All("/dialed"));
        Assert.Single(TheApp.All("/status"));
    }

    [Fact]
    public async Task Is_completed_when_the_caller_hangs_up_while_talking()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 2 });
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        TheApp.Twiml("/dialed", "<Say>Ignored</Say>");
        var sid = await Call(
            new
            {
                from = Caller,
                to = Number,
                hangUpAfterSeconds = 12,
            }
        );
        await Advance(60);
        var action = TheApp.Single("/dialed");
        Assert.Equal("completed", action["DialCallStatus"]);
        Assert.Equal("completed", action["CallStatus"]);
        Assert.Equal("10", action["DialCallDuration"]);
        Assert.Equal("true", action["DialBridged"]);
        Assert.Equal("completed", await StatusOf(await LegOf(sid)));
        Assert.Equal(["Dial"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Goes_to_the_next_verb_without_an_action()
    {
        TheApp.Twiml("/voice", $"<Dial timeout=\"5\">{Owner}</Dial><Say>Nobody is here</Say>");
        var sid = await Call();
        await Advance(5);
        Assert.Equal(["Dial", "Say"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Answers_the_caller_only_at_the_bridge_when_told_so()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 4,
                hangUpAfterSeconds = 3,
            }
        );
        TheApp.Twiml("/voice", $"<Dial answerOnBridge=\"true\">{Owner}</Dial>");
        var sid = await Call();
        await Advance(3);
        Assert.Equal("ringing", await StatusOf(sid));
        await Advance(1);
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(3);
        Assert.Equal("3", TheApp.Single("/status")["CallDuration"]);
    }

    [Fact]
    public async Task Leaves_a_caller_unanswered_who_gives_up_before_the_bridge()
    {
        TheApp.Twiml("/voice", $"<Dial answerOnBridge=\"true\" action=\"/dialed\">{Owner}</Dial>");
        var sid = await Call(
            new
            {
                from = Caller,
                to = Number,
                hangUpAfterSeconds = 9,
            }
        );
        await Advance(60);
        Assert.Equal("no-answer", await StatusOf(sid));
        Assert.Equal("no-answer", TheApp.Single("/status")["CallStatus"]);
        Assert.Equal("canceled", TheApp.Single("/dialed")["DialCallStatus"]);
        Assert.Equal("no-answer", TheApp.Single("/dialed")["CallStatus"]);
    }

    [Fact]
    public async Task Rings_several_phones_and_the_first_to_answer_wins()
    {
        await Phone(
            Second,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                hangUpAfterSeconds = 5,
            }
        );
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 3 });
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\"><Number>{Owner}</Number><Number>{Second}</Number></Dial>");
        var sid = await Call();
        await Advance(20);
        var legs = await LegsOf(sid);
        Assert.Equal(legs[1], TheApp.Single("/dialed")["DialCallSid"]);
        Assert.Equal("canceled", await StatusOf(legs[0]));
        Assert.Equal("completed", await StatusOf(legs[1]));
    }

    [Fact]
    public async Task Of_several_unanswered_phones_the_one_that_rang_counts()
    {
        await Phone(Second, new { whenCalled = "busy" });
        TheApp.Twiml(
            "/voice",
            $"<Dial action=\"/dialed\" timeout=\"15\"><Number>{Second}</Number><Number>{Owner}</Number></Dial>"
        );
        var sid = await Call();
        await Advance(15);
        Assert.Equal("no-answer", TheApp.Single("/dialed")["DialCallStatus"]);
        Assert.Equal((await LegsOf(sid))[1], TheApp.Single("/dialed")["DialCallSid"]);
    }

    [Theory]
    [InlineData("<Client>shop</Client>", "Client")]
    [InlineData("<Conference>room</Conference>", "Conference")]
    public async Task Logs_what_it_does_not_execute(string noun, string logged)
    {
        TheApp.Twiml("/voice", $"<Dial>{noun}</Dial>");
        await Call();
        await Advance(40);
        var data = Assert.Single(await Events("twiml.not-executed")).GetProperty("data");
        Assert.Equal(logged, data.GetProperty("verb").GetString());
        await AssertProblems();
    }

    [Fact]
    public async Task Cuts_the_talk_at_its_time_limit()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 0 });
        TheApp.Twiml("/voice", $"<Dial timeLimit=\"60\" action=\"/dialed\">{Owner}</Dial>");
        await Call();
        await Advance(120);
        Assert.Equal("60", TheApp.Single("/dialed")["DialCallDuration"]);
        Assert.Equal("completed", TheApp.Single("/dialed")["DialCallStatus"]);
    }

    [Fact]
    public async Task Records_the_talk_when_asked()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                hangUpAfterSeconds = 20,
            }
        );
        TheApp.Twiml(
            "/voice",
            $"<Dial action=\"/dialed\" record=\"record-from-answer-dual\" recordingStatusCallback=\"/recorded\">{Owner}</Dial>"
        );
        var sid = await Call();
        await Advance(60);
        var report = TheApp.Single("/recorded");
        Assert.Equal(sid, report["CallSid"]);
        Assert.Equal("DialVerb", report["RecordingSource"]);
        Assert.Equal("2", report["RecordingChannels"]);
        Assert.Equal("20", report["RecordingDuration"]);
        Assert.Equal(report["RecordingUrl"], TheApp.Single("/dialed")["RecordingUrl"]);
    }

    [Theory]
    [InlineData("<Dial action=\"/dialed\">nobody</Dial>", 13223)]
    [InlineData("<Dial action=\"/dialed\"/>", null)]
    public async Task Fails_when_there_is_nobody_to_ring(string verb, int? code)
    {
        TheApp.Twiml("/voice", verb);
        TheApp.Twiml("/dialed", "<Hangup/>");
        await Call();
        Assert.Equal("failed", TheApp.Single("/dialed")["DialCallStatus"]);
        Assert.Null(TheApp.Single("/dialed")["DialCallSid"]);
        await AssertProblems(code is { } known ? [known] : []);
    }
}
