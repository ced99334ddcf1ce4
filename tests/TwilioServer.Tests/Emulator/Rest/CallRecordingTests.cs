using System.Text.Json;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>Recordings that the API starts, pauses, resumes and stops.</summary>
public sealed class CallRecordingTests : EmulatorTest
{
    [Fact]
    public async Task Runs_from_its_start_until_it_is_stopped()
    {
        var call = await Talk();
        var (status, started) = await Rest(
            "POST",
            $"/Calls/{call}/Recordings.json",
            ("RecordingStatusCallback", At("/recorded")),
            ("RecordingStatusCallbackEvent", "in-progress completed"),
            ("RecordingChannels", "dual")
        );
        Assert.Equal((201, "in-progress", "-1"), (status, Text(started, "status"), Text(started, "duration")));
        await Advance(7);
        var (_, stopped) = await Rest("POST", $"/Calls/{call}/Recordings/Twilio.CURRENT.json", ("Status", "stopped"));
        Assert.Equal(("stopped", "7"), (Text(stopped, "status"), Text(stopped, "duration")));
        await Advance(2);
        var reports = TheApp.All("/recorded");
        Assert.Equal(["in-progress", "completed"], reports.Select(each => each["RecordingStatus"]));
        Assert.Equal("StartCallRecordingAPI", reports[1]["RecordingSource"]);
        Assert.Equal(("7", "2"), (reports[1]["RecordingDuration"], reports[1]["RecordingChannels"]));
        Assert.Equal("in-progress", await StatusOf(call));
    }

    [Theory]
    [InlineData("skip", "6")]
    [InlineData("silence", "16")]
    [InlineData(null, "16")]
    public async Task A_pause_is_skipped_or_silent(string? behavior, string duration)
    {
        var call = await Talk();
        var (_, started) = await Rest("POST", $"/Calls/{call}/Recordings.json");
        var path = $"/Calls/{call}/Recordings/{Text(started, "sid")}.json";
        await Advance(4);
        (string, string)[] pause = behavior is null ? [] : [("PauseBehavior", behavior)];
        var (_, paused) = await Rest("POST", path, [("Status", "paused"), .. pause]);
        Assert.Equal("paused", Text(paused, "status"));
        await Advance(10);
        await Rest("POST", path, ("Status", "in-progress"));
        await Advance(2);
        await HangUp(call);
        await Advance(2);
        var (_, ended) = await Rest("GET", path);
        Assert.Equal(("completed", duration), (Text(ended, "status"), Text(ended, "duration")));
        var (late, error) = await Rest("POST", path, ("Status", "stopped"));
        Assert.Equal((400, 21220), (late, error.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Record_true_records_from_the_answer_to_the_end_and_tells_the_status_callback()
    {
        var call = await Talk(("Record", "true"), ("StatusCallback", At("/progress")));
        await Advance(5);
        await HangUp(call);
        await Advance(2);
        var (_, listed) = await Rest("GET", $"/Recordings.json?CallSid={call}");
        var recording = Assert.Single(listed.GetProperty("recordings").EnumerateArray());
        Assert.Equal("OutboundAPI", Text(recording, "source"));
        var report = TheApp.Single("/progress");
        Assert.Equal(Text(recording, "sid"), report["RecordingSid"]);
        Assert.Equal(Text(recording, "media_url"), report["RecordingUrl"]);
        Assert.Equal(Text(recording, "duration"), report["RecordingDuration"]);
    }

    [Fact]
    public async Task Only_a_call_in_progress_can_be_recorded()
    {
        var call = await Talk();
        await HangUp(call);
        var (status, error) = await Rest("POST", $"/Calls/{call}/Recordings.json");
        Assert.Equal((400, 21220), (status, error.GetProperty("code").GetInt32()));
        Assert.Equal("Requested resource is not eligible for recording", Text(error, "message"));
    }

    [Fact]
    public async Task The_recording_of_a_dial_can_be_stopped_early()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 1 });
        TheApp.Twiml("/voice", $"<Dial record=\"record-from-answer\">{Owner}</Dial>");
        var call = await Call();
        await Advance(5);
        var (status, _) = await Rest("POST", $"/Calls/{call}/Recordings/Twilio.CURRENT.json", ("Status", "stopped"));
        Assert.Equal(200, status);
        await Advance(20);
        await HangUp(call);
        await Advance(2);
        var (_, listed) = await Rest("GET", $"/Calls/{call}/Recordings.json");
        var recording = Assert.Single(listed.GetProperty("recordings").EnumerateArray());
        Assert.Equal("4", Text(recording, "duration"));
    }

    private async Task<string> Talk(params (string, string)[] more)
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 1 });
        TheApp.Twiml("/talk", "<Pause length=\"600\"/>");
        var (_, call) = await Rest(
            "POST",
            "/Calls.json",
            [("To", Owner), ("From", Number), ("Url", At("/talk")), .. more]
        );
        await Advance(1);
        return Text(call, "sid");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
