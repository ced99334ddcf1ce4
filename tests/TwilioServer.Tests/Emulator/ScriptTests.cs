using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>A virtual person does by itself what its script says, each step once, when its moment has come.</summary>
public sealed class ScriptTests : EmulatorTest
{
    private static object CallerWith(params object[] script) =>
        new
        {
            from = Caller,
            to = Number,
            script,
        };

    [Fact]
    public async Task Each_Gather_takes_the_next_step_for_it()
    {
        TheApp.Twiml("/voice", "<Gather numDigits=\"1\" action=\"/second\"/>");
        TheApp.Twiml("/second", "<Gather numDigits=\"2\" action=\"/third\"/>");
        TheApp.Twiml("/third", "<Hangup/>");
        await Call(
            CallerWith(
                new
                {
                    on = "Gather",
                    press = "1",
                    afterSeconds = 2,
                },
                new { on = "Gather", press = "23" }
            )
        );
        await Advance(1.99);
        Assert.Empty(TheApp.All("/second"));
        await Advance(0.01);
        Assert.Equal("1", TheApp.Single("/second")["Digits"]);
        Assert.Equal("23", TheApp.Single("/third")["Digits"]);
    }

    [Fact]
    public async Task Keys_are_pressed_after_what_is_said()
    {
        TheApp.Twiml("/voice", "<Record action=\"/recorded\"/>");
        TheApp.Twiml("/recorded", "<Hangup/>");
        await Call(
            CallerWith(
                new
                {
                    on = "Record",
                    speakSeconds = 4,
                    text = "Hello",
                    press = "#",
                }
            )
        );
        await Advance(4);
        Assert.Equal("#", TheApp.Single("/recorded")["Digits"]);
        Assert.Equal("4", TheApp.Single("/recorded")["RecordingDuration"]);
    }

    [Fact]
    public async Task A_text_without_seconds_takes_the_time_to_say_it()
    {
        TheApp.Twiml("/voice", "<Gather input=\"speech\" speechTimeout=\"auto\" action=\"/heard\"/>");
        await Call(CallerWith(new { on = "answer", text = "0123456789 0123456789 0123456789 0123456789 01234" }));
        await Advance(3.9);
        Assert.Empty(TheApp.All("/heard"));
        await Advance(0.1);
        Assert.Single(TheApp.All("/heard"));
    }

    [Fact]
    public async Task A_step_without_a_moment_counts_from_the_beginning()
    {
        TheApp.Twiml("/voice", "<Pause length=\"60\"/>");
        var sid = await Call(CallerWith(new { hangUpAfterSeconds = 9 }));
        await Advance(8.99);
        Assert.Equal("ringing", await StatusOf(sid));
        await Advance(0.01);
        Assert.Equal("no-answer", await StatusOf(sid));
    }

    [Fact]
    public async Task A_phone_may_decline_after_some_rings()
    {
        await Phone(Owner, new { whenCalled = "manual", script = new object[] { new { hangUpAfterSeconds = 4 } } });
        TheApp.Twiml("/voice", $"<Dial action=\"/dialed\">{Owner}</Dial>");
        await Call();
        await Advance(3.99);
        Assert.Empty(TheApp.All("/dialed"));
        await Advance(0.01);
        Assert.Equal("busy", TheApp.Single("/dialed")["DialCallStatus"]);
    }

    [Fact]
    public async Task A_phone_that_the_api_calls_follows_its_script()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                script = new object[]
                {
                    new
                    {
                        on = "Gather",
                        press = "3",
                        afterSeconds = 1,
                    },
                },
            }
        );
        TheApp.Twiml("/run", "<Gather numDigits=\"1\" action=\"/pressed\"/>");
        await Rest("POST", "/Calls.json", ("To", Owner), ("From", Number), ("Url", At("/run")));
        await Advance(3);
        Assert.Equal("3", TheApp.Single("/pressed")["Digits"]);
    }

    [Theory]
    [InlineData("""[{"press":"x"}]""")]
    [InlineData("""[{"afterSeconds":-1}]""")]
    [InlineData("""[{"confidence":2}]""")]
    [InlineData("""[{"shout":"x"}]""")]
    public async Task A_step_that_makes_no_sense_is_refused(string script)
    {
        var (status, _) = await TryControl(
            "POST",
            "/calls",
            $$"""{"from":"{{Caller}}","to":"{{Number}}","script":{{script}}}"""
        );
        Assert.Equal(400, status);
        (status, _) = await TryControl("PUT", $"/phones/{Owner}", $$"""{"script":{{script}}}""");
        Assert.Equal(400, status);
    }
}
