using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;
using TwilioServer.Scenarios.Harness.Neighbours;

namespace TwilioServer.Scenarios.Neighbours;

/// <summary>The process dies around the report of a missed call, which its neighbour must not get twice.</summary>
public sealed class ReportCrashScenarios
{
    [Theory]
    [InlineData("report.after-permission:1", 0)]
    [InlineData("report.after-post:1", 1)]
    public async Task A_report_that_a_crash_left_open_is_not_made_again(string crashAt, int conversations)
    {
        await using var neighbour = new CallServiceStub(OperatedStack.Key);
        await using var stack = await Stack.StartAsync(
            ("INTERNAL_SERVICE_KEY", OperatedStack.Key),
            ("AS_CALL_SERVICE_URL", neighbour.Url.ToString()),
            ("CRASH_AT", crashAt)
        );
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        await stack.Emulator.AdvanceAsync(5);
        await stack.Server.EndedAsync();
        await stack.StartServerAsync("all", ("CRASH_AT", ""));
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.Equal("unknown", await call.ReportAsync());
        Assert.Equal(conversations, neighbour.Conversations.Count);
        Assert.Single(await business.TextsToCustomerAsync());
    }
}
