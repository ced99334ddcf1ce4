using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>
/// Message replies with a Body or Media; to and from are those of the incoming message turned round unless given;
/// its status goes to action, else to statusCallback. Redirect goes on elsewhere.
/// </summary>
public sealed class MessagingVerbTests : EmulatorTest
{
    private async Task<JsonElement[]> Replies(string verbs)
    {
        TheApp.Twiml("/sms", verbs);
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Caller,
                to = Number,
                body = "Hello",
            }
        );
        await Settle();
        await Advance(2);
        return
        [
            .. (await Control("GET", "/messages", null))
                .GetProperty("messages")
                .EnumerateArray()
                .Where(each => each.GetProperty("direction").GetString() == "outbound-reply"),
        ];
    }

    [Theory]
    [InlineData("<Message>Hi</Message>")]
    [InlineData("<Message><Body>Hi</Body><Media>https://example.com/a.png</Media></Message>")]
    public async Task Replies_to_the_sender(string verb)
    {
        var reply = Assert.Single(await Replies(verb));
        Assert.Equal("Hi", reply.GetProperty("body").GetString());
        Assert.Equal(Caller, reply.GetProperty("to").GetString());
        Assert.Equal(Number, reply.GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("action=\"/a\" statusCallback=\"/b\" method=\"GET\"", "/a", "GET")]
    [InlineData("statusCallback=\"/b\"", "/b", "POST")]
    public async Task Tells_its_status_to_the_action_or_the_callback(string attributes, string path, string method)
    {
        await Replies($"<Message {attributes}>Hi</Message>");
        Assert.Equal(["sending", "sent", "delivered"], TheApp.All(path).Select(each => each["MessageStatus"]));
        Assert.All(TheApp.All(path), each => Assert.Equal(method, each.Method));
    }

    [Theory]
    [InlineData("<Message to=\"nobody\">Hi</Message>", 14101)]
    [InlineData("<Message from=\"+12125550122\">Hi</Message>", 14102)]
    [InlineData("<Message/>", 14103)]
    public async Task Does_not_send_what_Twilio_would_not(string verb, int code)
    {
        Assert.Empty(await Replies(verb));
        await AssertProblems(code);
    }

    [Fact]
    public async Task Redirect_leads_on_after_what_came_before()
    {
        TheApp.Twiml("/more", "<Message>Two</Message>");
        var replies = await Replies("<Message>One</Message><Redirect>/more</Redirect><Message>Never</Message>");
        Assert.Equal(["Two", "One"], replies.Select(each => each.GetProperty("body").GetString()));
    }
}
