namespace TwilioServer.Scenarios.Tools;

/// <summary>Twilio's own SDK for Node, unmodified, takes the emulator for Twilio.</summary>
public sealed class SdkScenarios
{
    [Theory]
    [InlineData("account")]
    [InlineData("calls")]
    [InlineData("errors")]
    [InlineData("insights")]
    [InlineData("keys")]
    [InlineData("messages")]
    [InlineData("numbers")]
    [InlineData("paging")]
    [InlineData("recordings")]
    [InlineData("services")]
    [InlineData("tokens")]
    public async Task The_SDK_meets_Twilio(string chapter)
    {
        await using var twilio = await EmulatedTwilio.StartAsync();

        var result = await twilio.SdkAsync(chapter);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal($"{chapter}: as at Twilio", result.Output.Trim());
    }
}
