using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>
/// Machine detection says who answered: human, machine_start as soon as a machine is known, the end of its greeting
/// with DetectMessageEnd, fax, or unknown at its timeout. TwiML waits for it, unless it is asynchronous; a Dial never.
/// </summary>
public sealed class MachineDetectionTests : EmulatorTest
{
    private async Task<string> Create(params (string, string)[] more)
    {
        TheApp.Twiml("/run", "<Pause length=\"60\"/>");
        var (status, call) = await Rest(
            "POST",
            "/Calls.json",
            [("To", Owner), ("From", Number), ("Url", At("/run")), .. more]
        );
        Assert.Equal(201, status);
        return call.GetProperty("sid").GetString()!;
    }

    private Task Answering(string who, double greetingSeconds = 8) =>
        Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 1,
                answeredBy = who,
                greetingSeconds,
            }
        );

    [Theory]
    [InlineData("human", "Enable", "human", 2)]
    [InlineData("machine", "Enable", "machine_start", 3)]
    [InlineData("machine", "DetectMessageEnd", "machine_end_beep", 8)]
    [InlineData("human", "DetectMessageEnd", "human", 2)]
    [InlineData("fax", "Enable", "fax", 3)]
    [InlineData("unknown", "Enable", "unknown", 30)]
    public async Task TwiML_waits_for_the_result(string who, string mode, string answeredBy, double seconds)
    {
        await Answering(who);
        var sid = await Create(("MachineDetection", mode));
        await Advance(1 + seconds - 0.01);
        Assert.Empty(TheApp.All("/run"));
        await Advance(0.01);
        Assert.Equal(answeredBy, TheApp.Single("/run")["AnsweredBy"]);
        var (_, call) = await Rest("GET", $"/Calls/{sid}.json");
        Assert.Equal(answeredBy, call.GetProperty("answered_by").GetString());
    }

    [Fact]
    public async Task A_long_greeting_is_unknown_at_the_timeout()
    {
        await Answering("machine", greetingSeconds: 20);
        await Create(("MachineDetection", "DetectMessageEnd"), ("MachineDetectionTimeout", "10"));
        await Advance(11);
        Assert.Equal("unknown", TheApp.Single("/run")["AnsweredBy"]);
    }

    [Fact]
    public async Task An_asynchronous_result_goes_to_its_callback()
    {
        await Answering("machine");
        var sid = await Create(
            ("MachineDetection", "Enable"),
            ("AsyncAmd", "true"),
            ("AsyncAmdStatusCallback", At("/amd"))
        );
        await Advance(1);
        Assert.Null(TheApp.Single("/run")["AnsweredBy"]);
        await Advance(3);
        var report = TheApp.Single("/amd");
        Assert.Equal(sid, report["CallSid"]);
        Assert.Equal("machine_start", report["AnsweredBy"]);
        Assert.Equal("3000", report["MachineDetectionDuration"]);
    }

    [Fact]
    public async Task Nothing_is_detected_unasked_or_after_the_end()
    {
        await Answering("machine");
        var unasked = await Create();
        await Advance(10);
        Assert.Null(TheApp.Single("/run")["AnsweredBy"]);
        var ended = await Create(("MachineDetection", "Enable"));
        await Advance(2);
        await HangUp(ended);
        await Advance(10);
        Assert.Single(TheApp.All("/run"));
        Assert.Equal("in-progress", await StatusOf(unasked));
    }

    [Fact]
    public async Task An_unknown_mode_is_refused()
    {
        var (status, error) = await Rest(
            "POST",
            "/Calls.json",
            ("To", Owner),
            ("From", Number),
            ("Url", At("/run")),
            ("MachineDetection", "Perhaps")
        );
        Assert.Equal(400, status);
        Assert.Equal(21207, error.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_dialed_leg_reports_beside_the_talk()
    {
        await Answering("machine");
        TheApp.Twiml(
            "/voice",
            $"<Dial><Number machineDetection=\"DetectMessageEnd\" amdStatusCallback=\"/amd\" amdStatusCallbackMethod=\"GET\">{Owner}</Number></Dial>"
        );
        var sid = await Call();
        await Advance(2);
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(10);
        var report = TheApp.Single("/amd");
        Assert.Equal("GET", report.Method);
        Assert.Equal(await LegOf(sid), report["CallSid"]);
        Assert.Equal("machine_end_beep", report["AnsweredBy"]);
    }
}
