using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>Redirect goes on elsewhere; its URL may be relative to the document, and what follows it is unreachable.</summary>
public sealed class RedirectTests : EmulatorTest
{
    [Fact]
    public async Task Resolves_relative_urls_step_by_step()
    {
        await OwnNumber(new { voiceUrl = At("/a/voice") });
        TheApp.Twiml("/a/voice", "<Redirect>b/second?n=1&amp;m=2</Redirect><Say>Unreachable</Say>");
        TheApp.Twiml("/a/b/second", "<Redirect method=\"GET\">../third</Redirect>");
        TheApp.Twiml("/a/third", "<Hangup/>");
        var sid = await Call();
        Assert.Equal("/a/b/second?n=1&m=2", TheApp.Single("/a/b/second").RawTarget);
        Assert.Equal("POST", TheApp.Single("/a/b/second").Method);
        Assert.Equal("GET", TheApp.Single("/a/third").Method);
        Assert.Equal(["Redirect", "Redirect", "Hangup"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Says_in_progress_once_the_call_is_answered()
    {
        TheApp.Twiml("/voice", "<Say>Hi</Say><Redirect>/next</Redirect>");
        TheApp.Twiml("/next", "<Hangup/>");
        await Call();
        await Advance(1);
        Assert.Equal("in-progress", TheApp.Single("/next")["CallStatus"]);
    }

    [Fact]
    public async Task Does_not_answer_by_itself()
    {
        TheApp.Twiml("/voice", "<Redirect>/next</Redirect>");
        TheApp.Twiml("/next", "<Reject reason=\"busy\"/>");
        var sid = await Call();
        Assert.Equal("ringing", TheApp.Single("/next")["CallStatus"]);
        Assert.Equal("busy", await StatusOf(sid));
    }

    [Fact]
    public async Task Cannot_spin_for_ever()
    {
        TheApp.Twiml("/voice", "<Redirect/>");
        var sid = await Call();
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal(1000, TheApp.All("/voice").Count);
    }
}
