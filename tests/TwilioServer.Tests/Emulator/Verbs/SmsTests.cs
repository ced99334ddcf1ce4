using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator.Verbs;

/// <summary>
/// Sms sends a text to the caller from the number that was called, unless to and from say otherwise; with an action
/// that URL is told the SmsStatus and leads on, without one the next verb follows.
/// </summary>
public sealed class SmsTests : EmulatorTest
{
    private async Task<JsonElement> SentMessage() =>
        Assert.Single((await Control("GET", "/messages", null)).GetProperty("messages").EnumerateArray());

    [Fact]
    public async Task Texts_the_caller_and_goes_on()
    {
        TheApp.Twiml("/voice", "<Sms statusCallback=\"/sent\">Thanks for calling</Sms><Say>Bye</Say>");
        var sid = await Call();
        var message = await SentMessage();
        Assert.Equal(Caller, message.GetProperty("to").GetString());
        Assert.Equal(Number, message.GetProperty("from").GetString());
        Assert.Equal("Thanks for calling", message.GetProperty("body").GetString());
        Assert.Equal("outbound-call", message.GetProperty("direction").GetString());
        Assert.Equal(["Sms", "Say"], await VerbsOf(sid));
        await Advance(2);
        Assert.Equal(["sending", "sent", "delivered"], TheApp.All("/sent").Select(each => each["MessageStatus"]));
    }

    [Fact]
    public async Task Asks_its_action_with_the_sid()
    {
        TheApp.Twiml("/voice", $"<Sms to=\"{Owner}\" action=\"/next\">Missed call</Sms><Say>Unreachable</Say>");
        TheApp.Twiml("/next", "<Hangup/>");
        var sid = await Call();
        var request = TheApp.Single("/next");
        var message = await SentMessage();
        Assert.Equal("sent", request["SmsStatus"]);
        Assert.Equal(message.GetProperty("messageSid").GetString(), request["SmsSid"]);
        Assert.Equal(Owner, message.GetProperty("to").GetString());
        Assert.Equal(["Sms", "Hangup"], await VerbsOf(sid));
    }

    [Theory]
    [InlineData("to=\"nobody\"", "Hi", 14101)]
    [InlineData("from=\"+12125550122\"", "Hi", 14102)]
    [InlineData("", "", 14103)]
    public async Task Is_invalid_when_Twilio_would_not_send_it(string attributes, string body, int code)
    {
        TheApp.Twiml("/voice", $"<Sms {attributes} action=\"/next\">{body}</Sms>");
        TheApp.Twiml("/next", "<Hangup/>");
        await Call();
        await AssertProblems(code);
        Assert.Equal("invalid", TheApp.Single("/next")["SmsStatus"]);
        Assert.Null(TheApp.Single("/next")["SmsSid"]);
    }

    [Fact]
    public async Task Is_not_sent_to_who_has_said_stop()
    {
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Caller,
                to = Number,
                body = "STOP",
            }
        );
        await Settle();
        TheApp.Twiml("/voice", "<Sms>Hi</Sms>");
        await Call();
        await AssertProblems(21610);
    }
}
