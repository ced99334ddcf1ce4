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

    [Fact]
    public async Task Shows_the_caller_or_the_caller_id_to_the_phone()
    {
        TheApp.Twiml(
            "/voice",
            $"<Dial timeout=\"1\">{Owner}</Dial><Dial timeout=\"1\" callerId=\"{Number}\">(312) 555-0111</Dial>"
        );
        var sid = await Call();
        await Advance(2);
        var (_, calls) = await Rest("GET", $"/Calls.json?ParentCallSid={sid}");
        var legs = calls.GetProperty("calls").EnumerateArray().ToArray();
        Assert.Equal([Number, Caller], legs.Select(leg => leg.GetProperty("from").GetString()));
        Assert.All(legs, leg => Assert.Equal(Owner, leg.GetProperty("to").GetString()));
        Assert.All(legs, leg => Assert.Equal("outbound-dial", leg.GetProperty("direction").GetString()));
    }

    [Fact]
    public async Task Reports_the_progress_of_a_leg()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                hangUpAfterSeconds = 61,
            }
        );
        TheApp.Twiml(
            "/voice",
            $"<Dial><Number statusCallback=\"/leg\" statusCallbackEvent=\"initiated ringing answered completed\">{Owner}</Number></Dial>"
        );
        var sid = await Call();
        await Advance(70);
        var leg = await LegOf(sid);
        var reports = TheApp.All("/leg").OrderBy(each => each["SequenceNumber"]).ToArray();
        Assert.Equal(["initiated", "ringing", "in-progress", "completed"], reports.Select(each => each["CallStatus"]));
        Assert.Equal(["0", "1", "2", "3"], reports.Select(each => each["SequenceNumber"]));
        Assert.All(reports, each => Assert.Equal(leg, each["CallSid"]));
        Assert.All(reports, each => Assert.Equal(sid, each["ParentCallSid"]));
        Assert.All(reports, each => Assert.Equal("outbound-dial", each["Direction"]));
        Assert.Equal([null, null, null, "61"], reports.Select(each => each["CallDuration"]));
        Assert.Equal([null, null, null, "2"], reports.Select(each => each["Duration"]));
    }

    [Fact]
    public async Task Reports_only_the_end_of_a_leg_unless_asked_for_more()
    {
        await Phone(Owner, new { whenCalled = "busy" });
        TheApp.Twiml("/voice", $"<Dial><Number statusCallback=\"/leg\">{Owner}</Number></Dial>");
        await Call();
        await Advance(5);
        Assert.Equal("busy", TheApp.Single("/leg")["CallStatus"]);
        Assert.Equal("0", TheApp.Single("/leg")["SequenceNumber"]);
        Assert.Equal("486", TheApp.Single("/leg")["SipResponseCode"]);
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
    public async Task Lets_the_control_api_answer_decline_and_hang_up_a_manual_phone()
    {
        await Phone(Owner, new { whenCalled = "manual" });
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        var first = await Call();
        await Control("POST", $"/calls/{await LegOf(first)}/decline", null);
        await Settle();
        Assert.Equal("busy", TheApp.Single("/dialed")["DialCallStatus"]);

        var second = await Call();
        var leg = await LegOf(second);
        await Control("POST", $"/calls/{leg}/answer", null);
        await Settle();
        await Advance(4);
        await HangUp(leg);
        Assert.Equal("4", TheApp.All("/dialed")[1]["DialCallDuration"]);
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
