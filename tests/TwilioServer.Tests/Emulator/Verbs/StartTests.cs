using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// Start runs a recording or a transcription beside the verbs that follow, until Stop or the end of the call. A
/// recording's callback must be absolute; a transcription reports started, each content, and stopped.
/// </summary>
public sealed class StartTests : EmulatorTest
{
    [Fact]
    public async Task Recording_lasts_to_the_end_of_the_call()
    {
        TheApp.Twiml(
            "/voice",
            $"<Start><Recording channels=\"dual\" recordingStatusCallback=\"{At("/recorded")}\" recordingStatusCallbackEvent=\"in-progress completed\"/></Start><Pause length=\"30\"/>"
        );
        var sid = await Call();
        Assert.Equal("in-progress", TheApp.Single("/recorded")["RecordingStatus"]);
        await Advance(12);
        await HangUp(sid);
        await Advance(1);
        var report = TheApp.All("/recorded")[1];
        Assert.Equal("completed", report["RecordingStatus"]);
        Assert.Equal("12", report["RecordingDuration"]);
        Assert.Equal("2", report["RecordingChannels"]);
        Assert.Equal("StartCallRecordingTwiML", report["RecordingSource"]);
        Assert.Equal(sid, report["CallSid"]);
    }

    [Fact]
    public async Task Stop_ends_it_before()
    {
        TheApp.Twiml(
            "/voice",
            $"<Start><Recording recordingStatusCallback=\"{At("/recorded")}\"/></Start><Pause length=\"3\"/><Stop><Recording/></Stop><Pause length=\"30\"/>"
        );
        await Call();
        await Advance(4);
        Assert.Equal("3", TheApp.Single("/recorded")["RecordingDuration"]);
        await AssertProblems();
    }

    [Fact]
    public async Task A_relative_callback_is_an_error_and_the_recording_goes_on_without_it()
    {
        TheApp.Twiml(
            "/voice",
            "<Start><Recording recordingStatusCallback=\"/recorded\"/></Start><Pause length=\"3\"/>"
        );
        await Call();
        await Advance(5);
        await AssertProblems(11200);
        Assert.Empty(TheApp.All("/recorded"));
        Assert.Single(await Events("recording.completed"));
    }

    [Fact]
    public async Task Transcription_reports_what_both_parties_say()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                script = new object[]
                {
                    new
                    {
                        on = "answer",
                        text = "Shop, hello",
                        afterSeconds = 1,
                    },
                },
            }
        );
        TheApp.Twiml(
            "/voice",
            $"<Start><Transcription name=\"log\" statusCallbackUrl=\"/heard\"/></Start><Dial>{Owner}</Dial>"
        );
        var sid = await Call();
        await Advance(6);
        await Speak(sid, 2, "My sink leaks", 0.7);
        await Advance(3);
        await HangUp(sid);
        var reports = TheApp.All("/heard");
        Assert.Equal(
            ["transcription-started", "transcription-content", "transcription-content", "transcription-stopped"],
            reports.Select(each => each["TranscriptionEvent"])
        );
        Assert.Equal(["1", "2", "3", "4"], reports.Select(each => each["SequenceId"]));
        Assert.Equal(["both_tracks", "outbound_track", "inbound_track", null], reports.Select(each => each["Track"]));
        Assert.Single(reports.Select(each => each["TranscriptionSid"]).Distinct());
        Assert.StartsWith("GT", reports[0]["TranscriptionSid"], StringComparison.Ordinal);
        var data = JsonDocument.Parse(reports[2]["TranscriptionData"]!).RootElement;
        Assert.Equal("My sink leaks", data.GetProperty("transcript").GetString());
        Assert.Equal(0.7, data.GetProperty("confidence").GetDouble());
        Assert.Equal("true", reports[2]["Final"]);
    }

    [Fact]
    public async Task Transcription_tells_partial_results_and_keeps_to_its_track()
    {
        TheApp.Twiml(
            "/voice",
            "<Start><Transcription statusCallbackUrl=\"/heard\" partialResults=\"true\" track=\"inbound_track\"/><Transcription statusCallbackUrl=\"/other\" track=\"outbound_track\"/></Start><Pause length=\"9\"/>"
        );
        var sid = await Call();
        await Speak(sid, 2, "one two three four");
        await Advance(2);
        var contents = TheApp.All("/heard").Where(each => each["Final"] is not null).ToArray();
        Assert.Equal(["false", "true"], contents.Select(each => each["Final"]));
        Assert.Contains("one two\"", contents[0]["TranscriptionData"], StringComparison.Ordinal);
        Assert.Equal("transcription-started", TheApp.Single("/other")["TranscriptionEvent"]);
    }

    [Fact]
    public async Task Transcription_is_stopped_by_its_name()
    {
        TheApp.Twiml(
            "/voice",
            "<Start><Transcription name=\"a\" statusCallbackUrl=\"/a\"/><Transcription name=\"b\" statusCallbackUrl=\"/b\"/></Start><Stop><Transcription name=\"a\"/></Stop><Pause length=\"9\"/>"
        );
        await Call();
        Assert.Equal(
            ["transcription-started", "transcription-stopped"],
            TheApp.All("/a").Select(each => each["TranscriptionEvent"]).Order(StringComparer.Ordinal)
        );
        Assert.Single(TheApp.All("/b"));
    }

    [Fact]
    public async Task Streams_are_accepted_and_logged()
    {
        TheApp.Twiml("/voice", "<Start><Stream url=\"wss://example.com/a\"/></Start><Hangup/>");
        var sid = await Call();
        Assert.Equal("Stream", Data(Assert.Single(await Events("twiml.not-executed")), "verb").GetString());
        Assert.Equal(["Start", "Hangup"], await VerbsOf(sid));
    }
}
