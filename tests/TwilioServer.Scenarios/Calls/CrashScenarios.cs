using System.Net;
using System.Net.Sockets;
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
        // A process without workers is for certain between the two: the intent is on disk, and nobody sends it.
        await stack.Server.KillAsync();
        await stack.StartServerAsync(role: "web");
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal(["queued"], await business.IntentStatusesSoFarAsync());

        await stack.Server.KillAsync();
        await stack.StartServerAsync();

        await business.CustomerGetsTextAsync();
        await stack.Emulator.AdvanceAsync(10);
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Equal(["delivered"], await business.IntentStatusesAsync());
        Assert.True((await call.RowAsync()).Missed);
    }

    [Fact]
    public async Task Killed_while_the_request_to_Twilio_is_on_the_wire_the_service_never_sends_it_again()
    {
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);
        await business.OwnerDoesNotAnswerAsync();
        using var silentTwilio = new TcpListener(IPAddress.Loopback, 0);
        silentTwilio.Start();
        await stack.Server.KillAsync();
        await stack.StartServerAsync(settings: ("TWILIO_API_BASE_URL", $"http://{silentTwilio.LocalEndpoint}"));
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        using var request = await silentTwilio.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Assert.True(await request.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken) > 0);

        await stack.Server.KillAsync();
        await stack.StartServerAsync(settings: ("TWILIO_API_BASE_URL", stack.EmulatorUrl.ToString()));

        await StatusIsAsync(stack, business, "unknown");
        Assert.Empty(await business.TextsSoFarToAsync(business.Customer));
        Assert.Equal(1, await AttemptsAsync(stack));
    }

    private static async Task<long> AttemptsAsync(Stack stack)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM twilio_server.send_attempts");
    }

    private static async Task StatusIsAsync(Stack stack, Business business, string expected)
    {
        var statuses = await business.IntentStatusesSoFarAsync();
        for (var attempt = 0; attempt < 500 && statuses[0] != expected; attempt++)
        {
            await Task.Delay(20);
            statuses = await business.IntentStatusesSoFarAsync();
        }
        Assert.True(statuses[0] == expected, $"It is {statuses[0]}.\n{stack.ServerLog}");
    }
}
