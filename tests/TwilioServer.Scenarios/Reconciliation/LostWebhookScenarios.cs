using Dapper;
using TwilioServer.Scenarios.Harness;
using static TwilioServer.Scenarios.Reconciliation.ReconcilingStack;

namespace TwilioServer.Scenarios.Reconciliation;

/// <summary>Twilio delivers a lost webhook once or twice, and then never again: what it told is found by asking.</summary>
public sealed class LostWebhookScenarios(ReconcilingStack reconciling)
    : IClassFixture<ReconcilingStack>,
        IAsyncDisposable
{
    private readonly Stack _stack = reconciling.Stack;

    public async ValueTask DisposeAsync() => await FaultsAsync(_stack);

    [Fact]
    public async Task A_missed_call_whose_webhooks_are_all_lost_gets_its_decision_and_its_text()
    {
        var business = await Business.OpenAsync(_stack);
        var call = await LostCallAsync(business);

        await business.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(10);
        await IsReconciledAsync(_stack);
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Equal(["delivered"], await business.IntentStatusesAsync());
        Assert.Equal(("send", "service-failure"), await call.DecisionAsync());
        var row = await call.RowAsync();
        Assert.Equal(
            ("no-answer", true, "service-failure", "ended"),
            (row.Status, row.Missed, row.MissedReason, row.Stage)
        );
        Assert.True(row.Duration > 0);
        Assert.Empty(await call.LogAsync());
    }

    [Fact]
    public async Task Webhooks_that_come_after_the_call_was_found_are_logged_and_change_nothing()
    {
        var business = await Business.OpenAsync(_stack);
        var call = await LostCallAsync(business);
        await business.CustomerGetsTextAsync();
        var found = await call.RowAsync();

        var parameters = Webhook.Parameters(business.Number, business.Customer, call.CallSid, "ringing");
        await Webhook.SendAsync(_stack, "/webhooks/voice", parameters);
        parameters["DialCallStatus"] = "no-answer";
        await Webhook.SendAsync(_stack, "/webhooks/voice/dial-result?n=1", parameters);
        parameters["CallStatus"] = "completed";
        parameters["CallDuration"] = "99";
        await Webhook.SendAsync(_stack, "/webhooks/voice/status", parameters);

        await IsReconciledAsync(_stack);
        Assert.Equal(found, await call.RowAsync());
        Assert.Equal(("send", "service-failure"), await call.DecisionAsync());
        Assert.Single(await business.IntentStatusesAsync());
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Equal(["voice", "dial-result", "voice-status"], (await call.LogAsync()).Select(line => line.Type));
    }

    [Fact]
    public async Task A_call_whose_end_is_lost_is_closed_and_gets_no_second_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        await FaultsAsync(_stack, new { callback = "status-callback", fault = "dropped" });
        // He hangs up while he leaves his message: that this is the end, only the status callback tells.
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();

        await IsReconciledAsync(_stack);
        var row = await call.RowAsync();
        Assert.Equal(("no-answer", true, "ended"), (row.Status, row.Missed, row.Stage));
        Assert.True(row.Duration > 0);
        Assert.Equal(("send", "no-answer"), await call.DecisionAsync());
        Assert.Single(await business.IntentStatusesAsync());
        Assert.DoesNotContain("voice-status", (await call.LogAsync()).Select(line => line.Type));
    }

    [Fact]
    public async Task A_text_whose_webhook_is_lost_is_found_once()
    {
        var business = await Business.OpenAsync(_stack);
        await business.PointNumberAtAsync(Nowhere);
        var sid = await business.CustomerTextsAsync("Are you open?");
        await _stack.Emulator.AdvanceAsync(60);
        await IsReconciledAsync(_stack);
        Assert.Equal(["Are you open?"], await InboundAsync(business));

        await Webhook.SendAsync(
            _stack,
            "/webhooks/sms",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AccountSid"] = Stack.AccountSid,
                ["Body"] = "Are you open?",
                ["From"] = business.Customer,
                ["MessageSid"] = sid,
                ["To"] = business.Number,
            }
        );
        await IsReconciledAsync(_stack);
        Assert.Equal(["Are you open?"], await InboundAsync(business));
    }

    [Fact]
    public async Task The_pictures_of_a_text_whose_webhook_is_lost_are_fetched_in_their_order()
    {
        var business = await Business.OpenAsync(_stack);
        var switched = await _stack.RunAsync("features", "set", "mms_support", "on");
        Assert.True(switched.ExitCode == 0, switched.Error);
        await _stack.HasHeardAsync();
        await business.PointNumberAtAsync(Nowhere);
        var sid = await business.CustomerTextsAsync(
            "It looks like this",
            media: [File("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0]), File("text/vcard", [.. "BEGIN:VCARD"u8])]
        );
        await _stack.Emulator.AdvanceAsync(60);
        await IsReconciledAsync(_stack);
        await business.IsAtRestAsync();
        await using var connection = await _stack.Database.OpenConnectionAsync();
        Assert.Equal(
            ["0 stored image/jpeg 4", "1 stored text/vcard 11"],
            await connection.QueryAsync<string>(
                "SELECT concat_ws(' ', position, status, content_type, size_bytes) FROM twilio_server.message_media WHERE message_sid = @sid ORDER BY position",
                new { sid }
            )
        );
    }

    [Fact]
    public async Task A_text_back_whose_delivery_reports_are_lost_is_known_to_be_delivered()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        await FaultsAsync(_stack, new { callback = "message-status", fault = "dropped" });
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(60);

        await IsReconciledAsync(_stack);
        Assert.Equal(["delivered"], await business.IntentStatusesAsync());
        Assert.Single(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task A_recording_whose_webhook_is_lost_is_noted()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        await FaultsAsync(_stack, new { callback = "recording-status", fault = "dropped" });
        var call = await business.CustomerCallsAsync(speaksForSeconds: 7);
        await call.EndsAsync();

        await IsReconciledAsync(_stack);
        await using var connection = await _stack.Database.OpenConnectionAsync();
        var (status, seconds, url) = await connection.QuerySingleAsync<(string, int, string)>(
            "SELECT status, recording_duration, recording_url FROM call_recordings WHERE call_sid = @CallSid",
            new { call.CallSid }
        );
        Assert.Equal(("completed", 7), (status, seconds));
        Assert.Contains("/Recordings/RE", url, StringComparison.Ordinal);
        Assert.DoesNotContain("recording", (await call.LogAsync()).Select(line => line.Type));
    }

    /// <summary>Nothing promises that a list is complete at once.</summary>
    [Fact]
    public async Task A_call_that_the_list_shows_late_is_found_when_it_does()
    {
        var business = await Business.OpenAsync(_stack);
        await FaultsAsync(
            _stack,
            new
            {
                route = "GET Calls",
                fault = "list-lag",
                delaySeconds = 300,
            }
        );
        var call = await LostCallAsync(business);
        await IsReconciledAsync(_stack);
        Assert.Null(await call.DecisionAsync());

        await _stack.Emulator.AdvanceAsync(300);
        await business.CustomerGetsTextAsync();
        Assert.Equal(("send", "service-failure"), await call.DecisionAsync());
    }

    private static object File(string contentType, byte[] bytes) =>
        new { contentType, base64 = Convert.ToBase64String(bytes) };

    private static async Task<CustomerCall> LostCallAsync(Business business)
    {
        await business.PointNumberAtAsync(Nowhere);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        return call;
    }

    private async Task<IReadOnlyList<string>> InboundAsync(Business business)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT message_body FROM sms_messages WHERE tenant_id = @TenantId AND direction = 'inbound'",
                new { business.TenantId }
            ),
        ];
    }
}
