using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>The calls that Dial makes: what the phone sees, and what is reported of each.</summary>
public sealed class DialLegTests : EmulatorTest
{
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
}
