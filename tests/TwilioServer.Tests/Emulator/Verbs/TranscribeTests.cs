using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// Record with transcribe, or with a transcribeCallback alone, writes down recordings longer than 2 s and shorter
/// than 120 s; of others Twilio only warns. Its longest recording is 120 s unless maxLength says otherwise.
/// </summary>
public sealed class TranscribeTests : EmulatorTest
{
    private static object CallerWhoSays(double seconds, string? text) =>
        new
        {
            from = Caller,
            to = Number,
            script = new object[]
            {
                new
                {
                    on = "Record",
                    speakSeconds = seconds,
                    text,
                },
            },
        };

    [Theory]
    [InlineData("transcribe=\"true\" transcribeCallback=\"/text\"")]
    [InlineData("transcribeCallback=\"/text\"")]
    public async Task Tells_the_callback_what_was_said(string attributes)
    {
        TheApp.Twiml("/voice", $"<Record action=\"/recorded\" {attributes}/>");
        TheApp.Twiml("/recorded", "<Hangup/>");
        var sid = await Call(CallerWhoSays(4, "Please call me back"));
        await Advance(9);
        var recorded = TheApp.Single("/recorded");
        Assert.Empty(TheApp.All("/text"));
        await Advance(5);
        var report = TheApp.Single("/text");
        Assert.Equal("Please call me back", report["TranscriptionText"]);
        Assert.Equal("completed", report["TranscriptionStatus"]);
        Assert.StartsWith("TR", report["TranscriptionSid"], StringComparison.Ordinal);
        Assert.EndsWith(report["TranscriptionSid"]!, report["TranscriptionUrl"], StringComparison.Ordinal);
        Assert.Equal(recorded["RecordingSid"], report["RecordingSid"]);
        Assert.Equal(recorded["RecordingUrl"], report["RecordingUrl"]);
        Assert.Equal(sid, report["CallSid"]);
        Assert.Equal(Caller, report["From"]);
    }

    [Fact]
    public async Task What_is_not_understood_is_blank()
    {
        TheApp.Twiml("/voice", "<Record transcribeCallback=\"/text\" action=\"/recorded\"/>");
        await Call(CallerWhoSays(4, null));
        await Advance(20);
        Assert.Equal("(blank)", TheApp.Single("/text")["TranscriptionText"]);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(2.5, true)]
    [InlineData(119, true)]
    [InlineData(130, false)]
    public async Task Takes_only_lengths_between_its_bounds(double seconds, bool isTaken)
    {
        TheApp.Twiml("/voice", "<Record transcribeCallback=\"/text\" action=\"/recorded\"/>");
        await Call(CallerWhoSays(seconds, "Hello"));
        await Advance(200);
        Assert.Equal(isTaken ? 1 : 0, TheApp.All("/text").Count);
        Assert.Equal(isTaken, !(await Problems()).Contains(13617));
    }

    [Fact]
    public async Task Nothing_is_written_down_unasked()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\"/>");
        await Call(CallerWhoSays(5, "Hello"));
        await Advance(30);
        Assert.Empty(await Events("transcription.completed"));
    }

    [Theory]
    [InlineData("maxLength=\"121\" transcribe=\"true\"", true)]
    [InlineData("maxLength=\"120\" transcribe=\"true\"", false)]
    [InlineData("transcribe=\"true\"", false)]
    [InlineData("maxLength=\"121\"", false)]
    public async Task A_longest_time_that_is_too_long_for_it_is_a_warning(string attributes, bool isWarned)
    {
        TheApp.Twiml("/voice", $"<Record {attributes}/>");
        await Call();
        await AssertProblems(isWarned ? [13615] : []);
    }
}
