using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// Record ends with silence, a key, the longest time or a hang-up. Speech is told to the action URL (by default this
/// document's own); silence alone is no recording, and the next verb follows.
/// </summary>
public sealed class RecordTests : EmulatorTest
{
    private static object CallerWho(double speaks, bool hangsUp) =>
        new
        {
            from = Caller,
            to = Number,
            voicemail = new { speakSeconds = speaks, thenHangUp = hangsUp },
        };

    [Fact]
    public async Task Tells_the_action_what_was_recorded_before_silence()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\" timeout=\"3\"/><Say>Unreachable</Say>");
        TheApp.Twiml("/recorded", "<Say>Thank you</Say>");
        var sid = await Call(CallerWho(speaks: 4, hangsUp: false));
        await Advance(6.99);
        Assert.Empty(TheApp.All("/recorded"));
        await Advance(0.01);
        var action = TheApp.Single("/recorded");
        Assert.Equal("4", action["RecordingDuration"]);
        Assert.Equal("", action["Digits"]);
        Assert.StartsWith("RE", action["RecordingSid"], StringComparison.Ordinal);
        Assert.Equal(
            $"{BaseUrl}/2010-04-01/Accounts/{Account}/Recordings/{action["RecordingSid"]}",
            action["RecordingUrl"]
        );
        Assert.Equal("in-progress", action["CallStatus"]);
        Assert.Equal(["Record", "Say"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Says_hangup_when_the_caller_hung_up()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\" recordingStatusCallback=\"/ready\"/>");
        TheApp.Twiml("/recorded", "<Say>Ignored</Say>");
        var sid = await Call(CallerWho(speaks: 6.5, hangsUp: true));
        await Advance(6.5);
        var action = TheApp.Single("/recorded");
        Assert.Equal("hangup", action["Digits"]);
        Assert.Equal("7", action["RecordingDuration"]);
        Assert.Equal("completed", action["CallStatus"]);
        Assert.Empty(TheApp.All("/ready"));
        await Advance(1);
        var ready = TheApp.Single("/ready");
        Assert.Equal(sid, ready["CallSid"]);
        Assert.Equal(Account, ready["AccountSid"]);
        Assert.Equal(action["RecordingSid"], ready["RecordingSid"]);
        Assert.Equal(action["RecordingUrl"], ready["RecordingUrl"]);
        Assert.Equal("completed", ready["RecordingStatus"]);
        Assert.Equal("7", ready["RecordingDuration"]);
        Assert.Equal("1", ready["RecordingChannels"]);
        Assert.Equal("RecordVerb", ready["RecordingSource"]);
        Assert.Equal("both", ready["RecordingTrack"]);
        Assert.Equal("0", ready["ErrorCode"]);
        Assert.Matches(@"\+0000$", ready["RecordingStartTime"]);
        Assert.Equal(["Record"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Goes_to_the_next_verb_when_nothing_was_said()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\" recordingStatusCallback=\"/ready\"/><Say>Bye</Say>");
        var sid = await Call();
        await Advance(4.99);
        Assert.Equal(["Record"], await VerbsOf(sid));
        await Advance(0.01);
        Assert.Equal(["Record", "Say"], await VerbsOf(sid));
        await Advance(10);
        Assert.Empty(TheApp.All("/recorded"));
        Assert.Empty(TheApp.All("/ready"));
    }

    [Fact]
    public async Task Reports_absence_and_progress_when_subscribed()
    {
        TheApp.Twiml(
            "/voice",
            "<Record recordingStatusCallback=\"/ready\" recordingStatusCallbackEvent=\"in-progress absent\"/><Say>Bye</Say>"
        );
        await Call();
        await Advance(10);
        Assert.Equal(["in-progress", "absent"], TheApp.All("/ready").Select(each => each["RecordingStatus"]));
    }

    [Fact]
    public async Task Asks_the_same_document_again_without_an_action()
    {
        TheApp.Twiml("/voice", "<Record timeout=\"2\"/><Hangup/>");
        await Call(CallerWho(speaks: 1, hangsUp: false));
        await Advance(3);
        var requests = TheApp.All("/voice");
        Assert.Equal(2, requests.Count);
        Assert.Null(requests[0]["RecordingUrl"]);
        Assert.Equal("1", requests[1]["RecordingDuration"]);
    }

    [Theory]
    [InlineData("", "7")]
    [InlineData("trim=\"do-not-trim\"", "12")]
    public async Task Counts_from_the_speech_that_the_control_api_makes(string trim, string duration)
    {
        TheApp.Twiml("/voice", $"<Record action=\"/recorded\" {trim}/>");
        TheApp.Twiml("/recorded", "<Hangup/>");
        var sid = await Call();
        await Advance(4);
        await Control("POST", $"/calls/{sid}/speak", new { seconds = 3 });
        await Settle();
        await Advance(8);
        Assert.Equal(duration, TheApp.Single("/recorded")["RecordingDuration"]);
    }

    [Fact]
    public async Task Stops_at_its_longest_time()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\" maxLength=\"10\"/>");
        TheApp.Twiml("/recorded", "<Hangup/>");
        await Call(CallerWho(speaks: 30, hangsUp: false));
        await Advance(10);
        Assert.Equal("10", TheApp.Single("/recorded")["RecordingDuration"]);
    }

    [Fact]
    public async Task Stops_at_the_key_that_finishes_it()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\" finishOnKey=\"#\"/>");
        TheApp.Twiml("/recorded", "<Hangup/>");
        var sid = await Call(CallerWho(speaks: 30, hangsUp: false));
        await Advance(5);
        await Control("POST", $"/calls/{sid}/press", new { digits = "1" });
        await Settle();
        Assert.Empty(TheApp.All("/recorded"));
        await Control("POST", $"/calls/{sid}/press", new { digits = "#" });
        await Settle();
        Assert.Equal("#", TheApp.Single("/recorded")["Digits"]);
        Assert.Equal("5", TheApp.Single("/recorded")["RecordingDuration"]);
    }

    [Fact]
    public async Task Is_seen_in_the_api_while_it_is_processed_and_after()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\"/>");
        var sid = await Call(CallerWho(speaks: 4, hangsUp: true));
        await Advance(4);
        var (_, list) = await Rest("GET", $"/Calls/{sid}/Recordings.json");
        var recording = Assert.Single(list.GetProperty("recordings").EnumerateArray());
        Assert.Equal("processing", recording.GetProperty("status").GetString());
        await Advance(1);
        var recordingSid = recording.GetProperty("sid").GetString();
        var (status, fetched) = await Rest("GET", $"/Recordings/{recordingSid}.json");
        Assert.Equal(200, status);
        Assert.Equal("completed", fetched.GetProperty("status").GetString());
        Assert.Equal("4", fetched.GetProperty("duration").GetString());
        Assert.Equal(1, fetched.GetProperty("channels").GetInt32());
        Assert.Equal(sid, fetched.GetProperty("call_sid").GetString());
        Assert.Single(await Events("recording.completed"));
    }
}
