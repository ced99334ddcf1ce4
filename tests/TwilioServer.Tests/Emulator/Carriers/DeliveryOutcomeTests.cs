using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator.Carriers;

/// <summary>What carriers do with texts, by the phone they go to and the number they come from.</summary>
public sealed class DeliveryOutcomeTests : EmulatorTest
{
    private const string TollFree = "+18335550123";

    [Theory]
    [InlineData("landline", "30006", "Landline or unreachable carrier")]
    [InlineData("filtered", "30007", "Message filtered")]
    [InlineData("unregistered", "30034", "Message from an unregistered number")]
    public async Task Of_a_phone_ends_undelivered_with_its_code(string delivery, string code, string text)
    {
        await Phone(Owner, new { delivery });
        var message = await Deliver(Number, Owner);
        Assert.Equal("undelivered", message.GetProperty("status").GetString());
        Assert.Equal(code, $"{message.GetProperty("error_code")}");
        Assert.Equal(text, message.GetProperty("error_message").GetString());
        Assert.Equal(
            ["sending", "sent", "undelivered"],
            TheApp.All("/sms-status").Select(each => each["MessageStatus"]!)
        );
        Assert.Equal(code, TheApp.All("/sms-status")[^1]["ErrorCode"]);
    }

    [Theory]
    [InlineData(Number, Owner, "undelivered")]
    [InlineData(Number, "+447700900123", "delivered")]
    [InlineData(TollFree, Owner, "delivered")]
    public async Task Of_an_unregistered_long_code_is_30034_in_the_US(string from, string to, string status)
    {
        await Control("PUT", $"/numbers/{from}", new { registeredForA2p = false });
        var message = await Deliver(from, to);
        Assert.Equal(status, message.GetProperty("status").GetString());
        Assert.Equal(status == "undelivered" ? "30034" : "", $"{message.GetProperty("error_code")}");
    }

    private async Task<JsonElement> Deliver(string from, string to)
    {
        var (_, created) = await Rest(
            "POST",
            "/Messages.json",
            ("To", to),
            ("From", from),
            ("Body", "Hi"),
            ("StatusCallback", At("/sms-status"))
        );
        await Advance(2);
        return (await Rest("GET", $"/Messages/{created.GetProperty("sid").GetString()}.json")).Json;
    }
}
