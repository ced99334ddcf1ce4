using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// Gather collects keys or speech while its nested verbs prompt. finishOnKey (# by default) and numDigits end keys,
/// silence ends both; with a result the action (by default this document's own URL) is asked and what follows cannot
/// be reached; without one the next verb follows.
/// </summary>
public sealed class GatherTests : EmulatorTest
{
    [Theory]
    [InlineData("", "12#", "12", "#")]
    [InlineData("numDigits=\"3\"", "1234", "123", "")]
    [InlineData("numDigits=\"5\"", "12#", "12", "#")]
    [InlineData("finishOnKey=\"*\"", "1#2*", "1#2", "*")]
    public async Task Keys_end_with_the_finishing_key_or_their_number(
        string attributes,
        string pressed,
        string digits,
        string finishedOn
    )
    {
        TheApp.Twiml("/voice", $"<Gather action=\"/gathered\" {attributes}/><Say>Unreachable</Say>");
        TheApp.Twiml("/gathered", "<Hangup/>");
        var sid = await Call();
        await Press(sid, pressed);
        Assert.Equal(digits, TheApp.Single("/gathered")["Digits"]);
        Assert.Equal(finishedOn, TheApp.Single("/gathered")["FinishedOnKey"]);
        Assert.Null(TheApp.Single("/gathered")["SpeechResult"]);
        Assert.Equal(["Gather", "Hangup"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Keys_end_after_a_silence_that_begins_anew_with_each()
    {
        TheApp.Twiml("/voice", "<Gather action=\"/gathered\" timeout=\"4\" finishOnKey=\"\"/>");
        TheApp.Twiml("/gathered", "<Hangup/>");
        var sid = await Call();
        await Advance(3);
        await Press(sid, "1#");
        await Advance(3);
        await Press(sid, "2");
        await Advance(3.99);
        Assert.Empty(TheApp.All("/gathered"));
        await Advance(0.01);
        Assert.Equal("1#2", TheApp.Single("/gathered")["Digits"]);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("timeout=\"2\"", 2)]
    [InlineData("input=\"speech\" timeout=\"3\"", 3)]
    public async Task No_input_goes_on_to_the_next_verb(string attributes, double seconds)
    {
        TheApp.Twiml("/voice", $"<Gather action=\"/gathered\" {attributes}/><Say>Bye</Say>");
        var sid = await Call();
        await Advance(seconds - 0.01);
        Assert.Equal(["Gather"], await VerbsOf(sid));
        await Advance(0.01);
        Assert.Equal(["Gather", "Say"], await VerbsOf(sid));
        Assert.Empty(TheApp.All("/gathered"));
    }

    [Fact]
    public async Task The_finishing_key_alone_is_no_input()
    {
        TheApp.Twiml("/voice", "<Gather action=\"/gathered\"/><Say>Bye</Say>");
        var sid = await Call();
        await Press(sid, "#");
        Assert.Equal(["Gather", "Say"], await VerbsOf(sid));
    }

    [Theory]
    [InlineData("dtmf", "Digits")]
    [InlineData("speech", "SpeechResult")]
    public async Task An_empty_result_is_told_when_asked_for(string input, string name)
    {
        TheApp.Twiml("/voice", $"<Gather action=\"/gathered\" input=\"{input}\" actionOnEmptyResult=\"true\"/>");
        TheApp.Twiml("/gathered", "<Hangup/>");
        await Call();
        await Advance(5);
        Assert.Equal("", TheApp.Single("/gathered")[name]);
    }

    [Fact]
    public async Task Without_an_action_the_same_document_is_asked_with_the_result()
    {
        TheApp.Twiml("/voice", "<Gather numDigits=\"1\" method=\"GET\"/><Hangup/>");
        var sid = await Call();
        await Press(sid, "7");
        var requests = TheApp.All("/voice");
        Assert.Equal(2, requests.Count);
        Assert.Equal("GET", requests[1].Method);
        Assert.Equal("7", requests[1]["Digits"]);
    }

    [Theory]
    [InlineData("speechTimeout=\"auto\"", 4)]
    [InlineData("speechTimeout=\"3\"", 6)]
    [InlineData("timeout=\"6\"", 9)]
    [InlineData("maxSpeechTime=\"2\"", 2)]
    public async Task Speech_ends_after_its_own_silence(string attributes, double seconds)
    {
        TheApp.Twiml("/voice", $"<Gather input=\"dtmf speech\" action=\"/gathered\" {attributes}/>");
        TheApp.Twiml("/gathered", "<Hangup/>");
        var sid = await Call();
        await Speak(sid, 3, "I need a plumber", 0.75);
        await Advance(seconds - 0.01);
        Assert.Empty(TheApp.All("/gathered"));
        await Advance(0.01);
        var action = TheApp.Single("/gathered");
        Assert.Equal("I need a plumber", action["SpeechResult"]);
        Assert.Equal("0.75", action["Confidence"]);
        Assert.Null(action["Digits"]);
    }

    [Fact]
    public async Task A_key_takes_precedence_over_speech()
    {
        TheApp.Twiml("/voice", "<Gather input=\"dtmf speech\" action=\"/gathered\" numDigits=\"1\"/>");
        TheApp.Twiml("/gathered", "<Hangup/>");
        var sid = await Call();
        await Speak(sid, 3, "one", 0.9);
        await Press(sid, "1");
        Assert.Equal("1", TheApp.Single("/gathered")["Digits"]);
        Assert.Null(TheApp.Single("/gathered")["SpeechResult"]);
    }

    [Theory]
    [InlineData("dtmf", true)]
    [InlineData("speech", false)]
    public async Task What_is_not_listened_to_is_not_heard(string input, bool speaks)
    {
        TheApp.Twiml("/voice", $"<Gather input=\"{input}\" action=\"/gathered\"/><Say>Bye</Say>");
        var sid = await Call();
        if (speaks)
            await Speak(sid, 2, "Hello", 0.9);
        else
            await Press(sid, "1#");
        await Advance(5);
        Assert.Equal(["Gather", "Say"], await VerbsOf(sid));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("bargeIn=\"false\"", 11)]
    public async Task Input_stops_the_prompt_unless_it_may_not(string attributes, double seconds)
    {
        TheApp.Twiml(
            "/voice",
            $"<Gather action=\"/gathered\" numDigits=\"1\" {attributes}><Play>/a.mp3</Play><Pause length=\"3\"/><Play>/b.mp3</Play></Gather>"
        );
        TheApp.Twiml("/gathered", "<Hangup/>");
        var sid = await Call();
        await Advance(2);
        await Press(sid, "1");
        await Advance(Math.Max(0, seconds - 0.01));
        Assert.Equal(seconds == 0 ? 1 : 0, TheApp.All("/gathered").Count);
        await Advance(0.01);
        Assert.Single(TheApp.All("/gathered"));
    }

    [Fact]
    public async Task Its_silence_is_counted_from_the_end_of_the_prompt()
    {
        TheApp.Twiml("/voice", "<Gather timeout=\"2\"><Play>/a.mp3</Play></Gather><Say>Bye</Say>");
        var sid = await Call();
        await Advance(6.99);
        Assert.Equal(["Gather"], await VerbsOf(sid));
        await Advance(0.01);
        Assert.Equal(["Gather", "Say"], await VerbsOf(sid));
        Assert.Equal([0, 1, 0], (await Events("twiml.verb")).Select(each => Data(each, "depth").GetInt32()));
    }

    [Fact]
    public async Task Speech_is_told_while_it_lasts()
    {
        TheApp.Twiml(
            "/voice",
            "<Gather input=\"speech\" action=\"/gathered\" partialResultCallback=\"/partial\" speechTimeout=\"auto\"/>"
        );
        TheApp.Twiml("/gathered", "<Hangup/>");
        var sid = await Call();
        await Speak(sid, 4, "my sink is leaking", 0.8);
        await Advance(2);
        var first = TheApp.Single("/partial");
        Assert.Equal("my sink", first["UnstableSpeechResult"]);
        Assert.Equal("0", first["SequenceNumber"]);
        Assert.Equal(sid, first["CallSid"]);
        await Advance(2);
        var second = TheApp.All("/partial")[1];
        Assert.Equal("my sink is leaking", second["StableSpeechResult"]);
        Assert.Equal("1", second["SequenceNumber"]);
        Assert.Empty(TheApp.All("/gathered"));
        await Advance(1);
        Assert.Single(TheApp.All("/gathered"));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_makes_no_request()
    {
        TheApp.Twiml("/voice", "<Gather action=\"/gathered\" actionOnEmptyResult=\"true\"/>");
        var sid = await Call();
        await Press(sid, "1");
        await HangUp(sid);
        Assert.Empty(TheApp.All("/gathered"));
        Assert.Equal("completed", await StatusOf(sid));
    }

    [Fact]
    public async Task Keys_from_before_do_not_count()
    {
        TheApp.Twiml("/voice", "<Pause length=\"3\"/><Gather action=\"/gathered\" numDigits=\"1\"/><Say>Bye</Say>");
        var sid = await Call();
        await Press(sid, "1");
        await Advance(8);
        Assert.Equal(["Pause", "Gather", "Say"], await VerbsOf(sid));
    }

    [Fact]
    public async Task Only_Say_Play_and_Pause_may_stand_inside()
    {
        TheApp.Twiml("/voice", "<Gather timeout=\"1\"><Hangup/><Say>Press a key</Say></Gather>");
        var sid = await Call();
        await AssertProblems(12200);
        await Advance(5);
        Assert.Equal("completed", await StatusOf(sid));
        Assert.Equal(["Gather", "Say"], (await Events("twiml.verb")).Select(each => Data(each, "verb").GetString()));
    }
}
