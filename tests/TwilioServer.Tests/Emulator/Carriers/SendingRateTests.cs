using TwilioEmulator;
using Xunit;

namespace TwilioServer.Tests.Emulator.Carriers;

/// <summary>With the limit on, texts wait for those of their sender that came before.</summary>
public sealed class SendingRateTests : EmulatorTest
{
    private const string TollFree = "+18335550123";

    internal override EmulatorOptions Adapt(EmulatorOptions options) => options with { LimitsSendingRate = true };

    [Theory]
    [InlineData(Number, 160, 10, 1)]
    [InlineData(Number, 161, 20, 2)]
    [InlineData(TollFree, 160, 10 / 3.0, 1 / 3.0)]
    public async Task One_segment_a_second_from_a_long_code_and_three_from_a_toll_free_number(
        string from,
        int length,
        double lastSeconds,
        double apartSeconds
    )
    {
        await Control("PUT", $"/numbers/{from}", new { });
        for (var count = 0; count < 11; count++)
            await Rest("POST", "/Messages.json", ("To", Owner), ("From", from), ("Body", new string('a', length)));
        await Advance(lastSeconds + 0.3 - apartSeconds);
        Assert.Equal(10, await Sent());
        await Advance(apartSeconds + 0.1);
        Assert.Equal(11, await Sent());
    }

    private async Task<int> Sent() =>
        (await Control("GET", "/messages", null))
            .GetProperty("messages")
            .EnumerateArray()
            .Count(each => each.GetProperty("status").GetString() != "queued");
}
