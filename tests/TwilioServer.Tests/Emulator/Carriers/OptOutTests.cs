using Xunit;

namespace TwilioServer.Tests.Emulator.Carriers;

/// <summary>STOP, START and HELP: what the network makes of them, and what the application is told.</summary>
public sealed class OptOutTests : EmulatorTest
{
    private const string TollFree = "+18335550123";

    [Theory]
    [InlineData("stop", "STOP")]
    [InlineData("OptOut", "STOP")]
    [InlineData("unstop", "START")]
    [InlineData("info", "HELP")]
    [InlineData("stop it", null)]
    public async Task Are_told_to_the_application_by_advanced_opt_out_alone(string body, string? type)
    {
        await OwnNumber(new { smsUrl = At("/plain") });
        await Receive(Number, body);
        Assert.Null(TheApp.Single("/plain")["OptOutType"]);
        await OwnNumber(new { smsUrl = At("/advanced"), advancedOptOut = true });
        await Receive(Number, body);
        Assert.Equal(type, TheApp.Single("/advanced")["OptOutType"]);
    }

    [Theory]
    [InlineData("STOP", 400)]
    [InlineData("stop", 400)]
    [InlineData("UNSUBSCRIBE", 201)]
    [InlineData("QUIT", 201)]
    public async Task Reach_a_toll_free_number_as_STOP_alone(string body, int status)
    {
        await Control("PUT", $"/numbers/{TollFree}", new { smsUrl = At("/sms") });
        await Receive(TollFree, body);
        Assert.Equal(status, await Text(TollFree));
        Assert.Equal(201, await Text(Number));
        await Receive(TollFree, "UNSTOP");
        Assert.Equal(201, await Text(TollFree));
    }

    private async Task<int> Text(string from) =>
        (await Rest("POST", "/Messages.json", ("To", Owner), ("From", from), ("Body", "Hi"))).Status;

    private async Task Receive(string to, string body)
    {
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Owner,
                to,
                body,
            }
        );
        await Settle();
    }
}
