using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using TwilioServer.Scenarios.Harness;
using TwilioServer.Scenarios.Webhooks;

namespace TwilioServer.Scenarios.Calls;

/// <summary>Steps that a call cannot have come to, signed as Twilio signs: a problem document, and nothing changes.</summary>
public sealed partial class StepScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task A_step_out_of_order_is_refused_with_the_reason()
    {
        var (business, sid, action) = await RingingAsync();
        foreach (var step in new[] { "record" })
            await RefusedAsync(
                business,
                sid,
                action.Replace("dial-result", step, StringComparison.Ordinal),
                409,
                "step-refused"
            );
        // The same step in its place is taken.
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(business, sid, action)).Status);
        await RefusedAsync(
            business,
            sid,
            action.Replace("dial-result", "whisper", StringComparison.Ordinal) + $"&s={sid}",
            409,
            "step-refused"
        );
    }

    [Fact]
    public async Task A_step_of_another_call_or_another_tenant_is_refused()
    {
        var (business, sid, action) = await RingingAsync();
        var (other, otherSid, otherAction) = await RingingAsync();
        await RefusedAsync(business, sid, otherAction, 409, "step-refused");
        await RefusedAsync(other, otherSid, action, 409, "step-refused");
        await RefusedAsync(
            business,
            sid,
            action.Replace(business.TenantId.ToString("N"), other.TenantId.ToString("N"), StringComparison.Ordinal),
            409,
            "step-refused"
        );
        await RefusedAsync(
            business,
            sid,
            otherAction.Replace("dial-result", "key", StringComparison.Ordinal) + $"&s={sid}",
            409,
            "step-refused"
        );
    }

    [Theory]
    [InlineData("c=x")]
    [InlineData("c=-1")]
    [InlineData("c=1&t=nobody&n=1")]
    [InlineData("c=1&n=1")]
    [InlineData("c=99999999999999999999&n=1")]
    public async Task A_step_whose_url_is_not_as_we_give_it_out_is_malformed(string query)
    {
        var (business, sid, _) = await RingingAsync();
        await RefusedAsync(business, sid, "/webhooks/voice/dial-result?" + query, 400, "missing-parameter");
    }

    private async Task<(Business Business, string CallSid, string Action)> RingingAsync()
    {
        var business = await Business.OpenAsync(_stack);
        var sid = $"CA{business.TenantId:N}".Replace("CA0190", "CA0192", StringComparison.Ordinal);
        var answer = await Webhook.VoiceAsync(_stack, business.Number, business.Customer, sid);
        var action = WebUtility.HtmlDecode(Action().Match(answer.Body).Groups["url"].Value);
        return (business, sid, new Uri(action).PathAndQuery);
    }

    private async Task RefusedAsync(Business business, string sid, string target, int status, string code)
    {
        var before = await EverythingAsync(sid);
        var answer = await PostAsync(business, sid, target);
        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal(before, await EverythingAsync(sid));
    }

    private async Task<(HttpStatusCode Status, string? Code)> PostAsync(Business business, string sid, string target)
    {
        var parameters = Webhook.Parameters(business.Number, business.Customer, sid, "in-progress");
        parameters["DialCallStatus"] = "busy";
        parameters["Digits"] = "1";
        using var answer = await SignedPost.SendAsync(_stack, target, parameters);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (
            answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? JsonDocument.Parse(body).RootElement.GetProperty("code").GetString()
                : null
        );
    }

    private async Task<string> EverythingAsync(string sid)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return (
            await connection.ExecuteScalarAsync<string>(
                """
                SELECT c::text || (SELECT count(*) FROM twilio_server.events e WHERE e.stream_id = c.call_id)
                    || (SELECT count(*) FROM twilio_server.jobs j WHERE j.stream_id = c.call_id)
                FROM calls c WHERE call_sid = @sid
                """,
                new { sid }
            )
        )!;
    }

    [GeneratedRegex(
        "<Dial[^>]* action=\"(?<url>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Action();
}
