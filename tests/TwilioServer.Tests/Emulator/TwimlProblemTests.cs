using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>What Twilio does when an application answers badly.</summary>
public sealed class TwimlProblemTests : EmulatorTest
{
    [Theory]
    [InlineData("<Response><Say>Hi</Response>")]
    [InlineData("")]
    [InlineData("Say hi")]
    [InlineData("<Answer><Say>Hi</Say></Answer>")]
    [InlineData("<response><Say>Hi</Say></response>")]
    [InlineData("<!DOCTYPE r [<!ENTITY x 'y'>]><Response><Say>&x;</Say></Response>")]
    public async Task Broken_documents_end_the_call_with_12100(string body)
    {
        TheApp.Answer("/voice", 200, "text/xml", body);
        var sid = await Call();
        await AssertProblems(12100);
        // An answered call, in which "an application error has occurred" is said.
        Assert.Equal("in-progress", await StatusOf(sid));
        await Advance(10);
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Empty(await VerbsOf(sid));
    }

    [Theory]
    [InlineData("application/json", 12300)]
    [InlineData(null, 12300)]
    public async Task Other_content_types_are_12300(string? type, int code)
    {
        TheApp.Answer("/voice", 200, type, "<Response><Hangup/></Response>");
        await Call();
        await AssertProblems(code);
    }

    [Theory]
    [InlineData("application/xml; charset=utf-8")]
    [InlineData("text/html")]
    [InlineData("text/plain")]
    public async Task These_content_types_are_TwiML(string type)
    {
        TheApp.Answer("/voice", 200, type, "<Response><Hangup/></Response>");
        var sid = await Call();
        await AssertProblems();
        Assert.Equal(["Hangup"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Plain_text_is_spoken_and_sound_is_played()
    {
        TheApp.Answer("/voice", 200, "text/plain", "Good morning");
        var spoken = await Call();
        TheApp.Answer("/voice", 200, "audio/mpeg", "…");
        var played = await Call();
        await Advance(10);
        Assert.Equal(["Say"], await VerbsOf(spoken));
        Assert.Equal(["Play"], await VerbsOf(played));
        Assert.Equal("completed", await StatusOf(played));
    }

    [Fact]
    public async Task A_document_over_64_kilobytes_is_11750()
    {
        TheApp.Twiml("/voice", $"<Say>{new string('a', 65536)}</Say>");
        await Call();
        await AssertProblems(11750);
    }

    [Theory]
    [InlineData("<Shout>Hi</Shout><Hangup/>")]
    [InlineData("<hangup/><Hangup/>")]
    [InlineData("<Say tone=\"loud\">Hi</Say><Hangup/>")]
    [InlineData("<Dial timeout=\"soon\">+13125550111</Dial>")]
    public async Task What_Twilio_does_not_know_is_a_warning(string verbs)
    {
        TheApp.Twiml("/voice", verbs);
        var sid = await Call();
        await Advance(60);
        var warning = Assert.Single(await Events("twiml.error")).GetProperty("data");
        Assert.Equal(12200, warning.GetProperty("code").GetInt32());
        Assert.Equal("warning", warning.GetProperty("level").GetString());
        Assert.Equal("completed", await StatusOf(sid));
    }

    [Theory]
    [InlineData("Leave")]
    [InlineData("Enqueue")]
    [InlineData("Connect")]
    [InlineData("Pay")]
    public async Task A_known_verb_that_is_not_executed_is_skipped_and_logged(string verb)
    {
        TheApp.Twiml("/voice", $"<{verb}/><Hangup/>");
        var sid = await Call();
        var skipped = Assert.Single(await Events("twiml.not-executed"));
        Assert.Equal(verb, skipped.GetProperty("data").GetProperty("verb").GetString());
        await AssertProblems();
        Assert.Equal(["Hangup"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Verbs_are_logged_when_they_begin_and_end()
    {
        TheApp.Twiml("/voice", "<Say voice=\"alice\">Hello</Say>");
        await Call();
        Assert.Empty(await Events("twiml.verb-ended"));
        await Advance(1);
        var data = Assert.Single(await Events("twiml.verb")).GetProperty("data");
        Assert.Equal("Say", data.GetProperty("verb").GetString());
        Assert.Equal("alice", data.GetProperty("attributes").GetProperty("voice").GetString());
        Assert.Equal(0, data.GetProperty("depth").GetInt32());
        Assert.Single(await Events("twiml.verb-ended"));
    }

    [Fact]
    public async Task The_fallback_url_is_told_what_went_wrong()
    {
        await OwnNumber(new { voiceUrl = At("/voice"), voiceFallbackUrl = At("/fallback") });
        TheApp.Answer("/voice", 500, "text/html", "oops");
        TheApp.Twiml("/fallback", "<Say>Please call again</Say>");
        var sid = await Call();
        var request = TheApp.Single("/fallback");
        Assert.Equal("11200", request["ErrorCode"]);
        Assert.Equal(At("/voice"), request["ErrorUrl"]);
        Assert.Equal(sid, request["CallSid"]);
        Assert.Equal("ringing", request["CallStatus"]);
        Assert.Equal(["Say"], await VerbsOf(sid));
    }

    [Fact]
    public async Task The_fallback_url_also_serves_later_documents()
    {
        await OwnNumber(new { voiceUrl = At("/voice"), voiceFallbackUrl = At("/fallback") });
        TheApp.Twiml("/voice", "<Redirect>/broken</Redirect>");
        TheApp.Answer("/broken", 200, "text/xml", "<Response>");
        TheApp.Twiml("/fallback", "<Hangup/>");
        var sid = await Call();
        Assert.Equal("12100", TheApp.Single("/fallback")["ErrorCode"]);
        Assert.Equal(At("/broken"), TheApp.Single("/fallback")["ErrorUrl"]);
        Assert.Equal(["Redirect", "Hangup"], await VerbsOf(sid));
    }

    [Fact]
    public async Task A_broken_fallback_is_not_asked_again()
    {
        await OwnNumber(new { voiceUrl = At("/voice"), voiceFallbackUrl = At("/fallback") });
        TheApp.Answer("/voice", 500, null, "");
        TheApp.Answer("/fallback", 500, null, "");
        await Call();
        await AssertProblems(11200, 11200);
        Assert.Single(TheApp.All("/fallback"));
    }
}
