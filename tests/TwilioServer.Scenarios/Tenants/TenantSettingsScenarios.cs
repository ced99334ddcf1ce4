using System.Net;
using Dapper;
using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Tenants;

/// <summary>Settings over HTTP: what is wrong is refused with its reason, and changes nothing.</summary>
[Collection(OperatedStack.Stories)]
public sealed class TenantSettingsScenarios(OperatedStack operated)
{
    private readonly Stack _stack = operated.Stack;

    [Theory]
    [InlineData("""{"forwardTo":"5550100"}""", 422, "settings-contradict", "forwardTo")]
    [InlineData("""{"forwardTo":["+14155550177","+14155550177"]}""", 422, "settings-contradict", "twice")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", 422, "settings-contradict", "timeZone")]
    [InlineData("""{"language":"tlh"}""", 422, "settings-contradict", "language")]
    [InlineData("""{"businessState":"ZZ"}""", 422, "settings-contradict", "businessState")]
    [InlineData("""{"afterHours":{"greeting":"Hi"}}""", 422, "settings-contradict", "never closed")]
    [InlineData(
        """{"hours":{"monday":[{"start":"09:00","end":"12:00"},{"start":"11:00","end":"17:00"}]}}""",
        422,
        "settings-contradict",
        "overlap"
    )]
    [InlineData(
        """{"hours":{"monday":[{"start":"17:00","end":"09:00"}]}}""",
        422,
        "settings-contradict",
        "ends before"
    )]
    [InlineData("""{"hours":{"monday":[{"start":"9","end":"17:00"}]}}""", 400, "body-malformed", "")]
    [InlineData("""{"greeting":"Hello {firstName}"}""", 422, "settings-contradict", "placeholder")]
    [InlineData("""{"ignoreList":["everybody"]}""", 422, "settings-contradict", "ignoreList")]
    [InlineData("""{"ringTimeoutSeconds":1}""", 422, "settings-contradict", "ringTimeoutSeconds")]
    [InlineData("""{"ringTimeout":20}""", 400, "body-malformed", "")]
    [InlineData("""{"forwardTo":[],"notifyOwner":true}""", 422, "settings-contradict", "notifyOwner")]
    [InlineData("""{"businessName":null}""", 400, "body-malformed", "")]
    [InlineData("[]", 400, "body-malformed", "")]
    [InlineData("not json", 400, "body-malformed", "")]
    public async Task Settings_that_are_wrong_are_refused_with_the_reason(
        string patch,
        int status,
        string code,
        string says
    )
    {
        var business = await Business.OpenAsync(_stack);
        var before = await RowAsync(business.TenantId);
        var (answered, problem) = await operated.AskAsync("PATCH", $"/internal/tenants/{business.TenantId}", patch);
        Assert.Equal((status, code), ((int)answered, problem.GetProperty("code").GetString()));
        Assert.Contains(says, problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await RowAsync(business.TenantId));
    }

    [Fact]
    public async Task A_change_reaches_the_next_call()
    {
        var business = await Business.OpenAsync(_stack);
        var (status, body) = await operated.AskAsync(
            "PATCH",
            $"/internal/tenants/{business.TenantId}",
            """{"greeting":"Buenos días","language":"es-MX","voice":"Polly.Mia"}"""
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal("es-MX", body.GetProperty("settings").GetProperty("language").GetString());
        var answer = await Webhook.VoiceAsync(_stack, business.Number, business.Customer, $"CA{business.TenantId:N}");
        Assert.Contains("""<Say voice="Polly.Mia" language="es-MX">Buenos""", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_may_have_many_numbers_and_a_number_has_one_tenant()
    {
        var (one, other) = (await Business.OpenAsync(_stack), await Business.OpenAsync(_stack));
        var second = "+1418" + one.Number[5..];
        var wish = $$"""{"phoneNumber":"{{second}}","tenantId":"{{one.TenantId}}","settings":{"label":"Van"} }""";
        var (status, body) = await operated.AskAsync("POST", "/internal/phone-numbers", wish);
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        var listed = await operated.AskAsync("GET", $"/internal/phone-numbers?tenantId={one.TenantId}");
        Assert.Equal(2, listed.Body.GetArrayLength());

        await RefusedAsync(
            "POST",
            "/internal/phone-numbers",
            wish.Replace(one.TenantId.ToString(), other.TenantId.ToString()),
            409,
            "number-taken"
        );
        await RefusedAsync("POST", "/internal/phone-numbers", wish.Replace(second, "0800"), 422, "settings-contradict");
        await RefusedAsync(
            "POST",
            "/internal/phone-numbers",
            wish.Replace(one.TenantId.ToString(), Guid.Empty.ToString()).Replace(second, "+14185550100"),
            404,
            "tenant-unknown"
        );
        await RefusedAsync(
            "PATCH",
            $"/internal/tenants/{other.TenantId}",
            $$"""{"forwardTo":"{{second}}"}""",
            422,
            "number-loop"
        );
        await RefusedAsync(
            "POST",
            "/internal/phone-numbers",
            $$"""{"phoneNumber":"{{other.Owner}}","tenantId":"{{one.TenantId}}"}""",
            422,
            "number-loop"
        );

        var removed = await operated.AskAsync(
            "DELETE",
            $"/internal/tenants/{one.TenantId}/phone-numbers/{Uri.EscapeDataString(second)}"
        );
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
    }

    [Theory]
    [InlineData("GET", "/internal/features")]
    [InlineData("PATCH", "/internal/features")]
    [InlineData("GET", "/internal/maintenance")]
    [InlineData("POST", "/internal/maintenance")]
    [InlineData("GET", "/internal/tenants")]
    [InlineData("GET", "/internal/tenants/0190f5f0-7e4c-7d54-8d14-000000000001")]
    [InlineData("PUT", "/internal/tenants/0190f5f0-7e4c-7d54-8d14-000000000001")]
    [InlineData("PATCH", "/internal/tenants/0190f5f0-7e4c-7d54-8d14-000000000001")]
    [InlineData("GET", "/internal/phone-numbers")]
    [InlineData("POST", "/internal/phone-numbers")]
    [InlineData("GET", "/internal/tenants/0190f5f0-7e4c-7d54-8d14-000000000001/phone-numbers/+14155550100")]
    [InlineData("PUT", "/internal/tenants/0190f5f0-7e4c-7d54-8d14-000000000001/phone-numbers/+14155550100")]
    [InlineData("DELETE", "/internal/tenants/0190f5f0-7e4c-7d54-8d14-000000000001/phone-numbers/+14155550100")]
    public async Task Nobody_without_the_key_learns_or_changes_anything(string method, string path)
    {
        foreach (var key in new[] { "", "wrong-key-of-somebody-else-000000" })
        {
            // A GET with a body is refused before anybody looks at keys.
            var sent = method == "GET" ? null : "{}";
            var (status, body) = await operated.AskAsync(method, path, sent, ("X-Internal-Key", key));
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Equal("internal-key-wrong", body.GetProperty("code").GetString());
        }
    }

    private async Task RefusedAsync(string method, string path, string body, int status, string code)
    {
        var (answered, problem) = await operated.AskAsync(method, path, body);
        Assert.Equal((status, code), ((int)answered, problem.GetProperty("code").GetString()));
    }

    private async Task<string> RowAsync(Guid tenantId)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return (
            await connection.ExecuteScalarAsync<string>(
                "SELECT t::text FROM twilio_server.tenants t WHERE tenant_id = @tenantId",
                new { tenantId }
            )
        )!;
    }
}
