using System.Text.Json;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>Twilio delivers at least once, and in any order.</summary>
public sealed class RepeatScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Five_deliveries_of_each_webhook_are_one_call_and_one_text(bool atOnce)
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(10);
        var before = await call.RowAsync();
        var webhooks = await call.WebhooksAsync();
        Assert.True(webhooks.Count >= 4, "A missed call with a message has at least four webhooks.");

        foreach (var webhook in webhooks)
        {
            var data = webhook.GetProperty("data");
            var answers = await Webhook.SendAsync(
                _stack,
                new Uri(data.GetProperty("url").GetString()!),
                data.GetProperty("parameters"),
                times: 4,
                concurrently: atOnce
            );
            Assert.All(answers, answer => Assert.Equal(data.GetProperty("responseStatus").GetInt32(), answer.Status));
            Assert.All(answers, answer => Assert.Equal(BodyOf(data), answer.Body));
        }

        Assert.Equal(before, await call.RowAsync());
        Assert.Single(await business.IntentStatusesAsync());
        Assert.Single(await business.TextsToCustomerAsync());
        var log = await call.LogAsync();
        Assert.Equal(webhooks.Count, log.Count(line => line.Outcome == "processed"));
        Assert.Equal(webhooks.Count * 4, log.Count(line => line.Outcome == "duplicate"));
    }

    [Fact]
    public async Task Five_first_deliveries_at_once_are_one_call()
    {
        var business = await Business.OpenAsync(_stack);
        var callSid = "CA" + new string('5', 31) + "1";
        var parameters = Webhook.Parameters(business.Number, business.Customer, callSid, "ringing");

        var answers = await Webhook.SendAsync(_stack, "/webhooks/voice", parameters, times: 5, concurrently: true);

        Assert.Single(answers.Select(answer => answer.Body).Distinct(StringComparer.Ordinal));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var log = await new CustomerCall(_stack, business, callSid).LogAsync();
        Assert.Equal(1, log.Count(line => line.Outcome == "processed"));
        Assert.Equal(4, log.Count(line => line.Outcome == "duplicate"));
    }

    [Fact]
    public async Task The_end_of_a_missed_call_may_overtake_everything_else()
    {
        var business = await Business.OpenAsync(_stack);
        var callSid = "CA" + new string('5', 31) + "2";
        var ended = Webhook.Parameters(business.Number, business.Customer, callSid, "completed");
        ended["CallDuration"] = "21";
        var dial = Webhook.Parameters(business.Number, business.Customer, callSid, "completed");
        dial["DialCallStatus"] = "no-answer";
        var ringing = Webhook.Parameters(business.Number, business.Customer, callSid, "ringing");

        await Webhook.SendAsync(_stack, "/webhooks/voice/status", ended);
        await Webhook.SendAsync(_stack, "/webhooks/voice/dial-result?n=1", dial);
        await Webhook.SendAsync(_stack, "/webhooks/voice", ringing);

        await business.CustomerGetsTextAsync();
        var row = await new CustomerCall(_stack, business, callSid).RowAsync();
        Assert.Equal(("no-answer", true, "ended", 21), (row.Status, row.Missed, row.Stage, row.Duration));
        Assert.Single(await business.IntentStatusesAsync());
    }

    [Fact]
    public async Task The_end_of_an_answered_call_may_overtake_the_answer_and_still_no_text_is_sent()
    {
        var business = await Business.OpenAsync(_stack);
        var callSid = "CA" + new string('5', 31) + "3";
        var ended = Webhook.Parameters(business.Number, business.Customer, callSid, "completed");
        var dial = Webhook.Parameters(business.Number, business.Customer, callSid, "completed");
        dial["DialCallStatus"] = "completed";
        dial["DialCallDuration"] = "30";
        dial["DialBridged"] = "true";

        await Webhook.SendAsync(_stack, "/webhooks/voice/status", ended);
        await Webhook.SendAsync(_stack, "/webhooks/voice/dial-result?n=1", dial);
        await business.IsAtRestAsync();

        var row = await new CustomerCall(_stack, business, callSid).RowAsync();
        Assert.Equal(("completed", false, "ended"), (row.Status, row.Missed, row.Stage));
        Assert.Empty(await business.IntentStatusesAsync());
    }

    private static string BodyOf(JsonElement webhook) =>
        webhook.TryGetProperty("responseBody", out var body) ? body.GetString() ?? "" : "";
}
