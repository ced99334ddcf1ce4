using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Messages;

/// <summary>A customer who asks for no more texts gets none, in whatever words, until they ask again.</summary>
public sealed class OptOutScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task After_STOP_a_missed_call_gets_no_text_and_after_START_it_does()
    {
        var business = await BusyBusinessAsync();
        await business.CustomerTextsAsync("Stop");
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal(("suppressed", "opted-out"), await call.DecisionAsync());
        await _stack.Emulator.AdvanceAsync(10);
        Assert.Empty(await business.TextsToCustomerAsync());

        await business.CustomerTextsAsync("START");
        var again = await business.CustomerCallsAsync();
        await again.EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.Equal(("send", "busy"), await again.DecisionAsync());
        Assert.Equal(["false keyword", "true reply"], await ConsentsAsync(business));
    }

    [Fact]
    public async Task What_is_asked_for_in_other_words_is_confirmed_once()
    {
        var business = await BusyBusinessAsync();
        await business.CustomerTextsAsync("please stop texting me");
        Assert.StartsWith(
            "Demo Plumbing: you will get no more texts",
            await business.TextToAsync(business.Customer),
            StringComparison.Ordinal
        );
        await business.CustomerTextsAsync("I said stop texting me!");
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await _stack.Emulator.AdvanceAsync(10);
        Assert.Equal(("suppressed", "opted-out"), await call.DecisionAsync());
        Assert.Single(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task A_customer_who_wants_somebody_to_stop_by_has_not_opted_out()
    {
        var business = await BusyBusinessAsync();
        await business.CustomerTextsAsync("Don't stop by before 5 please");
        Assert.Empty(await ConsentsAsync(business));
    }

    [Fact]
    public async Task A_text_that_waited_while_its_recipient_opted_out_is_blocked_and_says_why()
    {
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        await stack.Server.KillAsync();
        await stack.StartServerAsync(role: "web");
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal(["queued"], await business.IntentStatusesSoFarAsync());
        await business.CustomerTextsAsync("STOP");
        await stack.Server.KillAsync();
        await stack.StartServerAsync();
        Assert.Equal(["blocked"], await business.IntentStatusesAsync());
        await stack.Emulator.AdvanceAsync(10);
        Assert.Empty(await business.TextsToCustomerAsync());
        await using var connection = await stack.Database.OpenConnectionAsync();
        Assert.Equal(
            "The recipient asked for no more texts.",
            await connection.ExecuteScalarAsync<string>(
                "SELECT error_message FROM sms_messages WHERE status = 'blocked'"
            )
        );
    }

    private async Task<Business> BusyBusinessAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnersLineIsBusyAsync();
        return business;
    }

    private async Task<IReadOnlyList<string>> ConsentsAsync(Business business)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT given::text || ' ' || how FROM twilio_server.consents WHERE tenant_id = @TenantId ORDER BY consent_id",
                new { business.TenantId }
            ),
        ];
    }
}
