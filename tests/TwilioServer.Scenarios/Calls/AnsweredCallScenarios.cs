using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>Calls that need no text.</summary>
public sealed class AnsweredCallScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task An_answered_call_gets_no_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerAnswersAfterAsync(seconds: 4, talksForSeconds: 30);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        var row = await call.RowAsync();
        Assert.Equal(("completed", false, null, "ended"), (row.Status, row.Missed, row.MissedReason, row.Stage));
        Assert.Null(await call.DecisionAsync());
        Assert.Empty(await business.IntentStatusesAsync());
        Assert.Empty(await business.TextsToCustomerAsync());
        Assert.Equal(["Dial"], await call.VerbsAsync());
    }

    [Fact]
    public async Task A_caller_who_hangs_up_after_talking_gets_no_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerAnswersAfterAsync(seconds: 4, talksForSeconds: 60);
        var call = await business.CustomerCallsAsync(hangsUpAfterSeconds: 20);
        await call.EndsAsync();

        Assert.Equal(("completed", false), ((await call.RowAsync()).Status, (await call.RowAsync()).Missed));
        Assert.Empty(await business.IntentStatusesAsync());
    }

    [Fact]
    public async Task A_number_that_no_tenant_has_gets_a_polite_answer_and_a_log_line()
    {
        var known = await Business.OpenAsync(_stack);
        var answer = await Webhook.VoiceAsync(_stack, "+14150009999", known.Customer, "CA" + new string('9', 32));

        Assert.Equal(200, answer.Status);
        Assert.Contains("not in service", answer.Body, StringComparison.Ordinal);
        Assert.Contains("which no tenant has", _stack.ServerLog, StringComparison.Ordinal);
        Assert.DoesNotContain("+14150009999", _stack.ServerLog, StringComparison.Ordinal);
    }
}
