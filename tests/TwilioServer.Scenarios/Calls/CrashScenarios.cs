using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>Nothing is lost and nothing happens twice when the process dies.</summary>
public sealed class CrashScenarios
{
    [Fact]
    public async Task Killed_between_the_webhook_and_the_send_the_service_sends_one_text_after_its_restart()
    {
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);
        await business.OwnerDoesNotAnswerAsync();
        // Without workers the service is for certain between the two: the intent is on disk, and nobody has sent it.
        await stack.Server.KillAsync();
        await stack.StartServerAsync(("SERVE_ROLE", "web"));
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal(["queued"], await business.IntentStatusesAsync());

        await stack.Server.KillAsync();
        await stack.StartServerAsync(("SERVE_ROLE", "all"));

        await business.CustomerGetsTextAsync();
        await stack.Emulator.AdvanceAsync(10);
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Equal(["delivered"], await business.IntentStatusesAsync());
        Assert.True((await call.RowAsync()).Missed);
    }
}
