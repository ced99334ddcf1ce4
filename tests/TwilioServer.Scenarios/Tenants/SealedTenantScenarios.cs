using System.Net;
using System.Text.Json;
using Dapper;
using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;
using TwilioServer.Scenarios.Webhooks;

namespace TwilioServer.Scenarios.Tenants;

/// <summary>
/// Two tenants with Twilio accounts of their own. Whatever one of them signs, at whatever address, with whatever ids of
/// the other: nothing of the other changes, and nothing of it is told.
/// </summary>
[Collection(OperatedStack.Stories)]
public sealed class SealedTenantScenarios(OperatedStack operated)
{
    private const string OwnSid = "ACa0000000000000000000000000000009";
    private const string OwnToken = "a0000000000000000000000000000009";
    private const string OtherSid = "ACb0000000000000000000000000000009";
    private const string OtherToken = "b0000000000000000000000000000009";

    /// <summary>Every address that Twilio calls, with each alias.</summary>
    private static readonly string[] Routes =
    [
        "/webhooks/voice",
        "/webhooks/twilio/call",
        "/webhooks/voice/fallback",
        "/webhooks/voice/dial-result",
        "/webhooks/twilio/call/status/{CallSid}",
        "/webhooks/voice/record",
        "/webhooks/voice/whisper",
        "/webhooks/voice/key",
        "/webhooks/voice/amd",
        "/webhooks/voice/status",
        "/webhooks/status",
        "/webhooks/twilio/call/status",
        "/webhooks/twilio/voice-status",
        "/webhooks/recording",
        "/webhooks/sms",
        "/webhooks/sms/fallback",
        "/webhooks/twilio/sms",
        "/webhooks/twilio/sms-inbound",
        "/webhooks/sms/status",
        "/webhooks/twilio/sms-status",
    ];

    private readonly Stack _stack = operated.Stack;

    [Fact]
    public async Task Whatever_one_tenant_signs_nothing_of_the_other_changes_or_is_told()
    {
        var (own, other) = (await Business.OpenAsync(_stack), await Business.OpenAsync(_stack));
        await other.SetAsync(new { greeting = "The secret words of the other.", requireKeyPress = true });
        var ids = await LiveAsync(other);
        await GiveAccountAsync(own, OwnSid, OwnToken);
        await GiveAccountAsync(other, OtherSid, OtherToken);
        var before = await EverythingOfAsync(other);
        var (asked, letIn) = (0, 0);
        foreach (var route in Routes)
        foreach (var (target, parameters) in Attempts(route, own, other, ids))
        {
            asked++;
            using var answer = await SignedPost.SendAsync(_stack, target, parameters, OwnToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode < 500, $"{target}: {answer.StatusCode}");
            letIn += answer.IsSuccessStatusCode ? 1 : 0;
            foreach (var secret in ids.Secrets)
                Assert.False(body.Contains(secret, StringComparison.Ordinal), $"{target} told {secret}: {body}");
        }
        Assert.Equal(before, await EverythingOfAsync(other));
        Assert.True(asked >= Routes.Length * 8, $"{asked} attempts");
        await Console.Error.WriteLineAsync(
            $"   sealed: {asked} attempts at {Routes.Length} addresses, {letIn} answered with 2xx"
        );
    }

    [Fact]
    public async Task Under_one_tenant_s_address_nothing_of_the_other_is_found_or_changed()
    {
        var (own, other) = (await Business.OpenAsync(_stack), await Business.OpenAsync(_stack));
        var before = await EverythingOfAsync(other);
        var foreign = $"/internal/tenants/{own.TenantId}/phone-numbers/{Uri.EscapeDataString(other.Number)}";
        foreach (
            var (method, path, body) in new (string, string, string?)[]
            {
                ("GET", foreign, null),
                ("PUT", foreign, """{"label":"Mine now"}"""),
                ("DELETE", foreign, null),
                (
                    "POST",
                    "/internal/phone-numbers",
                    $$"""{"phoneNumber":"{{other.Number}}","tenantId":"{{own.TenantId}}"}"""
                ),
            }
        )
        {
            var (status, problem) = await operated.AskAsync(method, path, body);
            Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.Conflict, $"{method} {path}: {status}");
            Assert.DoesNotContain(other.TenantId.ToString(), problem.ToString(), StringComparison.Ordinal);
        }
        var listed = await operated.AskAsync("GET", $"/internal/phone-numbers?tenantId={own.TenantId}");
        Assert.DoesNotContain(other.Number, listed.Body.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await EverythingOfAsync(other));
    }

    /// <summary>A call under way, a missed one with its text and recording: all that has an id.</summary>
    private async Task<Ids> LiveAsync(Business other)
    {
        await other.OwnersLineIsBusyAsync();
        var missed = await other.CustomerCallsAsync();
        await missed.EndsAsync();
        await other.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(5);
        var live = $"CA{other.TenantId:N}".Replace("CA0190", "CA0191", StringComparison.Ordinal);
        await Webhook.VoiceAsync(_stack, other.Number, other.Customer, live);
        await using var connection = await _stack.Database.OpenConnectionAsync();
        var callId = await connection.ExecuteScalarAsync<long>(
            "SELECT call_id FROM calls WHERE call_sid = @live",
            new { live }
        );
        var (messageSid, intentId) = await connection.QuerySingleAsync<(string, Guid)>(
            "SELECT message_sid, intent_id FROM sms_messages WHERE tenant_id = @TenantId AND direction = 'outbound'",
            new { other.TenantId }
        );
        var recordingSid = await connection.ExecuteScalarAsync<string>(
            "SELECT recording_sid FROM call_recordings WHERE tenant_id = @TenantId LIMIT 1",
            new { other.TenantId }
        );
        return new Ids(
            [live, missed.CallSid],
            callId,
            messageSid,
            intentId,
            recordingSid!,
            [other.Owner, "The secret words of the other", messageSid, recordingSid!]
        );
    }

    /// <summary>The other's ids wherever an id may stand: parameters, path, query; with its own number and with the other's.</summary>
    private static IEnumerable<(string Target, Dictionary<string, string> Parameters)> Attempts(
        string route,
        Business own,
        Business other,
        Ids ids
    )
    {
        foreach (var callSid in ids.CallSids)
        foreach (var number in new[] { own.Number, other.Number })
        foreach (var tenant in new[] { own.TenantId, other.TenantId })
        foreach (var query in new[] { "", $"c={ids.CallId}&t={tenant:N}&n=1&s={callSid}&i=0" })
        {
            var intent = route.Contains("sms", StringComparison.Ordinal) ? $"i={ids.IntentId:N}&a=1" : "";
            var parts = string.Join('&', new[] { query, intent }.Where(part => part.Length > 0));
            var parameters = Webhook.Parameters(number, other.Customer, callSid, "completed");
            parameters["AccountSid"] = OwnSid;
            foreach (
                var (name, value) in new[]
                {
                    ("MessageSid", ids.MessageSid),
                    ("MessageStatus", "undelivered"),
                    ("RecordingSid", ids.RecordingSid),
                    ("RecordingStatus", "absent"),
                    ("RecordingUrl", "https://api.example.test/stolen"),
                    ("DialCallStatus", "no-answer"),
                    ("AnsweredBy", "machine_start"),
                    ("Digits", "1"),
                    ("Body", "STOP"),
                }
            )
                parameters[name] = value;
            yield return (
                route.Replace("{CallSid}", callSid, StringComparison.Ordinal) + (parts.Length > 0 ? "?" + parts : ""),
                parameters
            );
        }
    }

    private async Task GiveAccountAsync(Business business, string sid, string token)
    {
        var result = await _stack.RunWithInputAsync(
            token + "\n",
            "tenants",
            "set-account",
            "--tenant",
            business.TenantId.ToString(),
            "--account-sid",
            sid,
            "--auth-token-stdin"
        );
        Assert.True(result.ExitCode == 0, result.Error);
        await _stack.HasHeardAsync();
    }

    /// <summary>
    /// Every row of every table that is the tenant's, the log of what was delivered for it included. Its jobs change rows,
    /// too (as-call-service is told of each call), so they are waited for.
    /// </summary>
    private async Task<string> EverythingOfAsync(Business business)
    {
        await business.IsAtRestAsync();
        await using var connection = await _stack.Database.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            """
            SELECT format('%I.%I', c.table_schema, c.table_name)
            FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.column_name = 'tenant_id' AND c.table_schema IN ('public', 'twilio_server') AND t.table_type = 'BASE TABLE'
                AND c.table_name !~ '_[0-9]{4}_' AND c.table_name NOT IN ('jobs', 'audit_log', 'rate_buckets', 'twilio_accounts')
            ORDER BY 1
            """
        );
        var rows = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var table in tables)
            rows[table] = await connection.ExecuteScalarAsync<string>(
                $"SELECT jsonb_agg(to_jsonb(t) ORDER BY t::text)::text FROM {table} t WHERE tenant_id = @TenantId",
                new { business.TenantId }
            );
        rows["events"] = await connection.ExecuteScalarAsync<string>(
            "SELECT count(*)::text FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id WHERE c.tenant_id = @TenantId",
            new { business.TenantId }
        );
        return JsonSerializer.Serialize(rows);
    }

    private sealed record Ids(
        string[] CallSids,
        long CallId,
        string MessageSid,
        Guid IntentId,
        string RecordingSid,
        string[] Secrets
    );
}
