using System.Net;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.FeatureFlags;

/// <summary>What each flag and each variable that switches something does to calls.</summary>
[Collection(OperatedStack.Stories)]
public sealed class FlagScenarios(OperatedStack operated)
{
    private readonly Stack _stack = operated.Stack;

    [Fact]
    public async Task Without_sms_automation_a_missed_call_gets_no_text_by_itself()
    {
        var business = await Business.OpenAsync(_stack);
        await operated.SwitchAsync("sms_automation", false, business.TenantId);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal(("suppressed", "sms-automation-off"), await call.DecisionAsync());
        await _stack.Emulator.AdvanceAsync(10);
        Assert.Empty(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task A_call_is_recorded_where_flag_and_tenant_want_it_and_the_caller_is_told()
    {
        var business = await RecordingBusinessAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        var document = (await call.DocumentsAsync())[0];
        Assert.Contains("This call is recorded.", document, StringComparison.Ordinal);
        Assert.Contains("record=\"record-from-answer-dual\"", document, StringComparison.Ordinal);
        Assert.Equal("true", await call.ColumnAsync("recorded"));
        await RecordingIsAsync(call, "completed");

        await operated.SwitchAsync("call_recording", false, business.TenantId);
        var without = await business.CustomerCallsAsync();
        await without.EndsAsync();
        Assert.DoesNotContain("record", (await without.DocumentsAsync())[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_under_way_is_paused_at_once_and_goes_on_when_recording_is_switched_on_again()
    {
        var business = await RecordingBusinessAsync();
        var call = await business.CustomerCallsAsync();
        await _stack.Emulator.AdvanceAsync(10);
        await operated.SwitchAsync("call_recording", false, business.TenantId);
        await PostedAsync(call, 1);
        await operated.SwitchAsync("call_recording", true, business.TenantId);
        await PostedAsync(call, 2);
        await call.EndsAsync();
        Assert.False((await call.RowAsync()).Missed);
    }

    [Fact]
    public async Task What_a_call_began_with_it_ends_with()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await _stack.Emulator.AdvanceAsync(2);
        await operated.SwitchAsync("sms_automation", false, business.TenantId);
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.Equal(("send", "no-answer"), await call.DecisionAsync());
    }

    [Fact]
    public async Task Phones_abroad_are_rung_only_where_international_calling_is_on()
    {
        var business = await Business.OpenAsync(_stack);
        const string abroad = "+442071838750";
        await business.SetAsync(new { forwardTo = abroad });
        await business.PhoneAsync(abroad, new { whenCalled = "answer", hangUpAfterSeconds = 10 });
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal("international-off", (await call.RowAsync()).MissedReason);

        await operated.SwitchAsync("international_calling", true);
        var allowed = await business.CustomerCallsAsync();
        await allowed.EndsAsync();
        await operated.SwitchAsync("international_calling", false);
        Assert.False((await allowed.RowAsync()).Missed);
    }

    [Fact]
    public async Task A_call_that_is_answered_and_ends_at_once_counts_as_missed_where_the_variables_say_so()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerAnswersAfterAsync(2, 3);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.Equal((true, "short"), ((await call.RowAsync()).Missed, (await call.RowAsync()).MissedReason));
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_with_who_when_from_and_to()
    {
        var business = await Business.OpenAsync(_stack);
        var body = $$"""{"feature":"mms_support","enabled":false,"tenantId":"{{business.TenantId}}"}""";
        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Equal(
                HttpStatusCode.OK,
                (
                    await operated.AskAsync(
                        "PATCH",
                        "/internal/features",
                        body,
                        ("X-Service-Key", OperatedStack.Key),
                        ("X-Actor", "ada")
                    )
                ).Status
            );
        await using var connection = await _stack.Database.OpenConnectionAsync();
        var entry = Assert.Single(
            await connection.QueryAsync<(string Actor, string Action, string Subject, string Before, string After)>(
                """
                SELECT actor, action, subject, before::text, after::text FROM twilio_server.audit_log
                WHERE tenant_id = @TenantId AND action = 'flag.changed'
                """,
                new { business.TenantId }
            )
        );
        Assert.Equal(("ada", "flag.changed", "mms_support", "true", "false"), entry);
        var listed = await _stack.RunAsync("features", "audit", "--last", "50");
        Assert.Contains("ada  flag.changed  mms_support", listed.Output, StringComparison.Ordinal);
        var shown = await _stack.RunAsync("features", "list", "--tenant", business.TenantId.ToString());
        Assert.Contains("mms_support", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"feature":"teleportation","enabled":true}""", 400, "feature-unknown")]
    [InlineData("""{"feature":"call_recording","enabled":"no"}""", 400, "body-malformed")]
    [InlineData("""{"feature":"call_recording"}""", 400, "body-malformed")]
    [InlineData("""{"feature":"call_recording","enabled":false,"hurry":true}""", 400, "body-malformed")]
    [InlineData("[]", 400, "body-malformed")]
    [InlineData("", 400, "body-malformed")]
    [InlineData(
        """{"feature":"call_recording","enabled":false,"tenantId":"0190f5f0-0000-7000-8000-000000000000"}""",
        404,
        "tenant-unknown"
    )]
    public async Task A_wrong_change_is_refused_with_the_reason_and_changes_nothing(
        string body,
        int status,
        string code
    )
    {
        var before = await FlagsAsync();
        var (answered, problem) = await operated.AskAsync("PATCH", "/internal/features", body);
        Assert.Equal((status, code), ((int)answered, problem.GetProperty("code").GetString()));
        Assert.Equal(before, await FlagsAsync());
    }

    private async Task<string> FlagsAsync()
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return (
            await connection.ExecuteScalarAsync<string>(
                "SELECT coalesce(jsonb_agg(f ORDER BY feature, tenant_id)::text, '') FROM twilio_server.feature_flags f WHERE feature = 'call_recording' AND tenant_id IS NULL"
            )
        )!;
    }

    private async Task<Business> RecordingBusinessAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { recordCalls = true, businessState = "CA" });
        await business.OwnerAnswersAfterAsync(2, 40);
        return business;
    }

    /// <summary>Waits until Twilio was asked so often to pause or resume the call's recording.</summary>
    private async Task PostedAsync(CustomerCall call, int times)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await _stack.Emulator.WaitForAsync(
            "rest",
            happened =>
            {
                var data = happened.GetProperty("data");
                var path = data.GetProperty("path").GetString()!;
                if (
                    path.EndsWith($"/Calls/{call.CallSid}/Recordings/Twilio.CURRENT.json", StringComparison.Ordinal)
                    && data.GetProperty("status").GetInt32() == 200
                )
                    seen.Add(happened.ToString());
                return seen.Count >= times;
            }
        );
    }

    private async Task RecordingIsAsync(CustomerCall call, string status)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        Assert.Equal(
            status,
            await connection.ExecuteScalarAsync<string>(
                "SELECT status FROM call_recordings WHERE call_sid = @CallSid AND channels = 2",
                new { call.CallSid }
            )
        );
    }
}
