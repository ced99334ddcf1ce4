using System.Diagnostics;
using Dapper;
using TwilioServer.Scenarios.Harness;
using static TwilioServer.Scenarios.Reconciliation.ReconcilingStack;

namespace TwilioServer.Scenarios.Reconciliation;

/// <summary>The service was away while people called: it asks for what it missed as soon as it is back.</summary>
public sealed class AbsenceScenarios(ReconcilingStack reconciling) : IClassFixture<ReconcilingStack>
{
    private readonly Stack _stack = reconciling.Stack;

    [Fact]
    public async Task Calls_of_an_absence_are_found_at_the_start_and_not_a_minute_later()
    {
        var business = await Business.OpenAsync(_stack);
        await IsReconciledAsync(_stack);
        await _stack.Server.KillAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        var since = Stopwatch.GetTimestamp();
        await _stack.StartServerAsync(settings: ("RECONCILE_EVERY_SECONDS", "3600"));
        await business.CustomerGetsTextAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, 30);
        Assert.Equal(("send", "service-failure"), await call.DecisionAsync());
        Assert.True((await call.RowAsync()).Missed);
        await _stack.Server.KillAsync();
        await _stack.StartServerAsync(settings: ("RECONCILE_EVERY_SECONDS", "1"));
    }

    [Fact]
    public async Task A_text_that_would_come_an_hour_late_is_not_sent_and_its_call_is_decided_all_the_same()
    {
        var business = await Business.OpenAsync(_stack);
        await IsReconciledAsync(_stack);
        await _stack.Server.KillAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await _stack.Emulator.AdvanceAsync(3600);

        await _stack.StartServerAsync(settings: ("RECONCILE_EVERY_SECONDS", "1"));
        await IsReconciledAsync(_stack);
        Assert.Equal(("suppressed", "too-late"), await call.DecisionAsync());
        Assert.True((await call.RowAsync()).Missed);
        Assert.Empty(await business.IntentStatusesAsync());
        Assert.Empty(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task A_call_that_the_owner_answered_meanwhile_is_not_missed()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerAnswersAfterAsync(5, talksForSeconds: 30);
        var call = await RingsAsync(business);
        await _stack.Server.KillAsync();
        await call.EndsAsync();

        await _stack.StartServerAsync(settings: ("RECONCILE_EVERY_SECONDS", "1"));
        await IsReconciledAsync(_stack);
        var row = await call.RowAsync();
        Assert.Equal(("completed", false, "ended"), (row.Status, row.Missed, row.Stage));
        // They talked for thirty seconds; then Twilio asked what to do next, and nobody was there to say.
        Assert.InRange(row.Duration!.Value, 30, 40);
        Assert.Null(await call.DecisionAsync());
        Assert.Empty(await business.IntentStatusesAsync());
    }

    [Fact]
    public async Task A_call_that_the_owner_did_not_answer_meanwhile_is_missed_for_his_reason()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await RingsAsync(business);
        await _stack.Server.KillAsync();
        await call.EndsAsync();

        await _stack.StartServerAsync(settings: ("RECONCILE_EVERY_SECONDS", "1"));
        await business.CustomerGetsTextAsync();
        Assert.Equal(("send", "no-answer"), await call.DecisionAsync());
        Assert.Equal("no-answer", (await call.RowAsync()).Status);
    }

    /// <summary>A five minutes' outage of a busy account: more calls than fit on a page, and two minutes to find them all.</summary>
    [Fact]
    public async Task More_calls_than_fit_on_a_page_are_all_found_within_two_minutes()
    {
        const int calls = 1_050;
        var business = await Business.OpenAsync(_stack);
        await IsReconciledAsync(_stack);
        await _stack.Server.KillAsync();
        for (var i = 0; i < calls; i++)
            await business.CustomerCallsAsync(from: "anonymous");
        await _stack.Emulator.AdvanceAsync(180);
        var last = await business.CustomerCallsAsync();
        await last.EndsAsync();

        var since = Stopwatch.GetTimestamp();
        await _stack.StartServerAsync(settings: ("RECONCILE_EVERY_SECONDS", "1"));
        await business.CustomerGetsTextAsync();
        await IsReconciledAsync(_stack);
        var took = Stopwatch.GetElapsedTime(since);
        await using var connection = await _stack.Database.OpenConnectionAsync();
        Assert.Equal(
            [("send", "service-failure", 1), ("suppressed", "caller-unknown", calls)],
            await connection.QueryAsync<(string, string, int)>(
                """
                SELECT decision, reason, count(*)::integer FROM twilio_server.decisions
                WHERE tenant_id = @TenantId GROUP BY decision, reason ORDER BY decision
                """,
                new { business.TenantId }
            )
        );
        Assert.Contains(
            await _stack.Emulator.EventsAsync("rest"),
            asked => asked.GetProperty("data").GetProperty("path").GetString()!.Contains("PageToken=")
        );
        Assert.InRange(took.TotalSeconds, 0, 120);
        await Console.Error.WriteLineAsync(
            $"   {calls + 1} calls of an absence decided within {took.TotalSeconds:0.0} s"
        );
    }

    /// <summary>The service has told Twilio to ring the owner.</summary>
    private async Task<CustomerCall> RingsAsync(Business business)
    {
        await IsReconciledAsync(_stack);
        var call = await business.CustomerCallsAsync();
        await _stack.Emulator.AdvanceAsync(1);
        Assert.Equal(["Dial"], await call.VerbsAsync());
        return call;
    }
}
