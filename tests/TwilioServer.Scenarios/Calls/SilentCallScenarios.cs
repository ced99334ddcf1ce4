using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>Every call ends: one that goes silent is asked about at Twilio, and closed.</summary>
public sealed class SilentCallScenarios
{
    [Fact]
    public async Task A_call_whose_end_nobody_reports_is_fetched_from_Twilio_and_closed()
    {
        await using var stack = await Stack.StartAsync(
            ("SILENT_CALL_SEARCH_SECONDS", "1"),
            ("MAX_CALL_DURATION", "600")
        );
        var business = await Business.OpenAsync(stack);
        await business.OwnerAnswersAfterAsync(2, 300);
        var silent = await business.CustomerCallsAsync();
        await stack.Emulator.AdvanceAsync(10);
        // What Twilio would report about this call's end is lost, whatever it is.
        await stack.Emulator.PutAsync(
            "faults",
            new { seed = 1, rules = new[] { new { callback = "*", fault = "dropped" } } }
        );
        await stack.Emulator.AdvanceAsync(400);
        Assert.NotEqual("ended", (await silent.RowAsync()).Stage);
        var endless = await business.CustomerCallsAsync();
        await stack.Emulator.AdvanceAsync(10);

        await SetBackAsync(stack, silent, "updated_at = updated_at - interval '6 minutes'");
        await ClosedAsync(silent);
        Assert.False((await silent.RowAsync()).Missed);
        Assert.Equal("ringing", (await endless.RowAsync()).Status);
    }

    private static async Task SetBackAsync(Stack stack, CustomerCall call, string change)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        await connection.ExecuteAsync($"UPDATE calls SET {change} WHERE call_sid = @CallSid", new { call.CallSid });
    }

    private static async Task ClosedAsync(CustomerCall call)
    {
        for (var attempt = 0; (await call.RowAsync()).Stage != "ended"; attempt++)
        {
            Assert.True(attempt < 1500, "The call was not closed.");
            await Task.Delay(20);
        }
    }
}
