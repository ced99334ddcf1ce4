using Dapper;
using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;
using TwilioServer.Scenarios.Harness.Neighbours;

namespace TwilioServer.Scenarios.Neighbours;

/// <summary>What as-call-service is told, and what a number that nobody has is looked up for.</summary>
[Collection(OperatedStack.Stories)]
public sealed class ReportScenarios(OperatedStack operated)
{
    private const string Incoming = "/calls/incoming";
    private const string Missed = "/calls/missed";
    private readonly Stack _stack = operated.Stack;

    [Fact]
    public async Task A_missed_call_is_reported_as_incoming_first_and_as_missed_once_after_that()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        var requests = Of(call, await operated.CallService.WaitForAsync(all => Of(call, all).Count == 2));
        Assert.Equal([Incoming, Missed], requests.Select(request => request.PathAndQuery));
        var incoming = requests[0].Json;
        foreach (
            var (name, value) in new[]
            {
                ("CallSid", call.CallSid),
                ("callSid", call.CallSid),
                ("From", business.Customer),
                ("from", business.Customer),
                ("To", business.Number),
                ("to", business.Number),
                ("CallStatus", "ringing"),
                ("callStatus", "ringing"),
                ("Direction", "inbound"),
                ("direction", "inbound"),
                ("tenantId", business.TenantId.ToString()),
            }
        )
            Assert.Equal(value, incoming.GetProperty(name).GetString());
        var conversation = Assert.Single(operated.CallService.Conversations, known => known.CallSid == call.CallSid);
        Assert.Equal("done", await call.ReportAsync());
        Assert.Equal(conversation.ConversationId.ToString(), await call.ColumnAsync("conversation_id"));
    }

    /// <summary>It sends the first text itself, through us: the customer must not get two.</summary>
    [Fact]
    public async Task The_text_that_it_asks_for_is_the_one_that_was_sent()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("done", await call.ReportAsync());
        var (_, status, body) = Assert.Single(operated.CallService.CalledBack, one => one.CallSid == call.CallSid);
        Assert.Equal(200, status);
        await using var connection = await _stack.Database.OpenConnectionAsync();
        Assert.Equal(
            await connection.ExecuteScalarAsync<string>(
                "SELECT message_sid FROM sms_messages WHERE to_number = @Customer",
                new { business.Customer }
            ),
            body.GetProperty("messageSid").GetString()
        );
        Assert.Single(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task Where_the_tenant_wants_it_the_text_has_the_words_of_as_call_service()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { textBack = "callService" });
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("done", await call.ReportAsync());
        await business.CustomerGetsTextAsync();
        Assert.Equal(
            ["Demo Plumbing: Sorry we missed your call. How can we help? Reply STOP to opt out."],
            await business.TextsToCustomerAsync()
        );
        Assert.Equal(("send", "busy"), await call.DecisionAsync());
        var (_, status, body) = Assert.Single(operated.CallService.CalledBack, one => one.CallSid == call.CallSid);
        Assert.Equal(200, status);
        Assert.StartsWith("SM", body.GetProperty("messageSid").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_does_not_word_the_text_in_time_this_service_does()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { textBack = "callService" });
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        operated.CallService.FailNext(Missed, new StubAnswer(500, "{}"), onlyWith: call.CallSid);
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.StartsWith(
            "Hi, this is Demo Plumbing.",
            Assert.Single(await business.TextsToCustomerAsync()),
            StringComparison.Ordinal
        );
        Assert.Equal("unknown", await call.ReportAsync());
        Assert.Equal(("send", "busy"), await call.DecisionAsync());
    }

    [Fact]
    public async Task A_text_that_was_decided_against_is_answered_as_suppressed()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { textBack = "off" });
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("done", await call.ReportAsync());
        var (_, status, body) = Assert.Single(operated.CallService.CalledBack, one => one.CallSid == call.CallSid);
        Assert.Equal(
            (200, "suppressed", "tenant-off"),
            (status, body.GetProperty("status").GetString(), body.GetProperty("reason").GetString())
        );
        Assert.Empty(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task An_answered_call_is_reported_as_incoming_only()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerAnswersAfterAsync(2, 20);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("told", await call.ReportAsync());
        Assert.Equal([Incoming], Of(call, operated.CallService.Requests).Select(request => request.PathAndQuery));
    }

    [Fact]
    public async Task A_withheld_number_is_not_reported_for_it_would_be_refused_for_ever()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync(from: "anonymous");
        await call.EndsAsync();
        Assert.True((await call.RowAsync()).Missed);
        Assert.Null(await call.ColumnAsync("report"));
        Assert.Empty(Of(call, operated.CallService.Requests));
    }

    [Fact]
    public async Task Where_nobody_can_tell_whether_the_missed_call_was_taken_it_is_not_told_again()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        operated.CallService.FailNext(
            Missed,
            new StubAnswer(0, "") { BreaksConnection = true },
            onlyWith: call.CallSid
        );
        await call.EndsAsync();
        Assert.Equal("unknown", await call.ReportAsync());
        Assert.Single(operated.CallService.Conversations, known => known.CallSid == call.CallSid);
        await business.CustomerGetsTextAsync();
    }

    [Fact]
    public async Task An_incoming_call_is_told_again_until_it_is_taken()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        operated.CallService.FailNext(Incoming, new StubAnswer(500, "{}"), times: 2, onlyWith: business.Customer[1..]);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("done", await call.ReportAsync());
        Assert.Equal(
            [Incoming, Incoming, Incoming, Missed],
            Of(call, operated.CallService.Requests).Select(request => request.PathAndQuery)
        );
    }

    [Fact]
    public async Task A_call_to_a_number_that_provisioning_knows_rings_on_for_a_moment_and_is_served()
    {
        var business = await Business.OpenAsync(_stack);
        var number = "+1417" + business.Number[5..];
        operated.Provisioning.Add(number, business.TenantId);
        await _stack.Emulator.PutAsync(
            $"numbers/{Uri.EscapeDataString(number)}",
            new
            {
                voiceUrl = new Uri(_stack.ServerUrl, "/webhooks/voice"),
                statusCallback = new Uri(_stack.ServerUrl, "/webhooks/voice/status"),
            }
        );
        await business.OwnerAnswersAfterAsync(2, 20);
        var placed = await _stack.Emulator.PostAsync("calls", new { from = business.Customer, to = number });
        var call = new CustomerCall(_stack, business, placed.GetProperty("callSid").GetString()!);
        await operated.Provisioning.WaitForAsync(all =>
            all.Any(request => request.PathAndQuery.EndsWith(Uri.EscapeDataString(number), StringComparison.Ordinal))
        );
        await NumberIsKnownAsync(number);
        await call.EndsAsync();

        Assert.False((await call.RowAsync()).Missed);
        Assert.Equal(["Pause", "Redirect", "Dial"], await call.VerbsAsync());
    }

    [Fact]
    public async Task A_number_that_provisioning_does_not_know_is_not_in_service()
    {
        const string number = "+14175550111";
        var answers = new List<string>();
        for (var round = 0; round < 5 && !answers.Exists(Says); round++)
            answers.Add(
                (
                    await Webhook.SendAsync(
                        _stack,
                        $"/webhooks/voice?lookup={round}",
                        Webhook.Parameters(number, "+14175550112", $"CA{round + 1:x32}", "ringing")
                    )
                )[0].Body
            );
        Assert.Contains("<Redirect>", answers[0], StringComparison.Ordinal);
        Assert.Contains(answers, Says);

        static bool Says(string body) => body.Contains("not in service", StringComparison.Ordinal);
    }

    private async Task NumberIsKnownAsync(string number)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await Webhook.VoiceAsync(_stack, number, "+14175550113", $"CAf{attempt:x31}");
            if (answer.Body.Contains("<Dial", StringComparison.Ordinal))
                return;
            Assert.True(attempt < 500, "The number did not become known.");
            await Task.Delay(10);
        }
    }

    private static List<StubRequest> Of(CustomerCall call, IReadOnlyList<StubRequest> requests) =>
        [.. requests.Where(request => request.Body.Contains(call.CallSid, StringComparison.Ordinal))];
}
