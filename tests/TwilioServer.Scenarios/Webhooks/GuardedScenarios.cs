using System.Net;
using System.Text;
using System.Text.Json;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>The webhook token, tenants' own accounts, proxies and the endpoints about signatures, in the running service.</summary>
public sealed class GuardedScenarios(GuardedStack guarded) : IClassFixture<GuardedStack>
{
    private const string OwnSid = "AC1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a";
    private const string OwnToken = "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2";
    private static readonly HttpClient Http = new();
    private readonly Stack _stack = guarded.Stack;

    [Fact]
    public async Task A_whole_call_goes_with_the_token_in_every_url_and_nothing_that_is_kept_holds_it()
    {
        var business = guarded.Business;
        await _stack.Emulator.PutAsync(
            $"numbers/{Uri.EscapeDataString(business.Number)}",
            new
            {
                voiceUrl = new Uri(_stack.ServerUrl, "/webhooks/voice" + GuardedStack.Query),
                statusCallback = new Uri(_stack.ServerUrl, "/webhooks/voice/status" + GuardedStack.Query),
            }
        );
        await business.OwnerDoesNotAnswerAsync();

        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(10);

        Assert.Equal(("no-answer", true), ((await call.RowAsync()).Status, (await call.RowAsync()).Missed));
        var webhooks = await call.WebhooksAsync();
        Assert.True(webhooks.Count >= 4, $"{webhooks.Count} webhooks");
        foreach (var webhook in webhooks)
            Assert.Contains("token=", webhook.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("tolerated", _stack.ServerLog, StringComparison.Ordinal);
        await NothingHoldsAsync(GuardedStack.UrlToken, Uri.EscapeDataString(GuardedStack.UrlToken));
    }

    [Theory]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData("?token=0123456789abcdef", HttpStatusCode.Forbidden)]
    [InlineData("?token=q%2B%2FZk3v8T1mXw0aB5nRtYu%3D%3D", HttpStatusCode.OK)]
    [InlineData("?token=q+/Zk3v8T1mXw0aB5nRtYu==", HttpStatusCode.OK)]
    [InlineData("?token=an-old-token-of-before==", HttpStatusCode.OK)]
    public async Task Only_a_right_token_is_let_in(string query, HttpStatusCode status)
    {
        var parameters = Webhook.Parameters(
            guarded.Business.Number,
            guarded.Business.Customer,
            "CA" + new string('7', 32),
            "ringing"
        );
        using var answer = await SignedPost.SendAsync(_stack, "/webhooks/voice" + query, parameters);
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("203.0.113.9, 198.51.100.8", "198.51.100.8")]
    [InlineData("nonsense", "127.0.0.1")]
    public async Task The_last_hop_before_our_proxy_is_recorded_as_the_source(string forwardedFor, string source)
    {
        var callSid = "CA" + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(forwardedFor.PadLeft(24)))[16..];
        var parameters = Webhook.Parameters(guarded.Business.Number, guarded.Business.Customer, callSid, "ringing");
        using var answer = await SignedPost.SendAsync(
            _stack,
            "/webhooks/voice" + GuardedStack.Query,
            parameters,
            Stack.AuthToken,
            ("X-Forwarded-For", forwardedFor),
            ("X-Forwarded-Host", "evil.example.test")
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var connection = await _stack.Database.OpenConnectionAsync();
        Assert.Equal(
            source,
            await connection.QuerySingleAsync<string>(
                "SELECT host(source_ip) FROM webhook_logs WHERE call_sid = @callSid",
                new { callSid }
            )
        );
    }

    [Fact]
    public async Task A_tenants_own_account_signs_for_that_tenant_alone()
    {
        var result = await _stack.RunWithInputAsync(
            OwnToken + "\n",
            "tenants",
            "set-account",
            "--tenant",
            guarded.Other.TenantId.ToString(),
            "--account-sid",
            OwnSid,
            "--auth-token-stdin"
        );
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.DoesNotContain(OwnToken, result.Output + result.Error, StringComparison.Ordinal);

        var own = Parameters(guarded.Other.Number, OwnSid, 1);
        for (var attempt = 0; await StatusAsync("/webhooks/voice", own) != HttpStatusCode.OK; attempt++)
        {
            Assert.True(attempt < 200, "The service did not hear of the account.");
            await Task.Delay(10);
        }
        var foreign = Parameters(guarded.Business.Number, OwnSid, 2);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/webhooks/voice", foreign));
        var target = $"/webhooks/voice/dial-result{GuardedStack.Query}&c=1&t={guarded.Business.TenantId:N}&n=2";
        own["DialCallStatus"] = "busy";
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(target, own));
        await NothingHoldsAsync(OwnToken);
    }

    [Theory]
    [InlineData("AC123", OwnToken)]
    [InlineData(OwnSid, "too short")]
    [InlineData(OwnSid, "")]
    [InlineData(Stack.AccountSid, OwnToken)]
    public async Task An_account_that_cannot_be_one_is_refused_in_one_line(string accountSid, string token)
    {
        var result = await _stack.RunWithInputAsync(
            token,
            "tenants",
            "set-account",
            "--tenant",
            guarded.Business.TenantId.ToString(),
            "--account-sid",
            accountSid,
            "--auth-token-stdin"
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain(OwnToken, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_of_the_runbook_says_that_its_signature_is_not_valid()
    {
        var (status, body) = await PostAsync("/webhooks/test", "", ("X-Twilio-Signature", "test-signature"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"valid":false,"reason":"signature-wrong"}""", body);
    }

    [Fact]
    public async Task The_service_tests_its_own_signatures()
    {
        var (status, body) = await PostAsync("/test/webhook-validation", "");
        Assert.Equal(HttpStatusCode.OK, status);
        var report = JsonDocument.Parse(body).RootElement;
        Assert.True(report.GetProperty("valid").GetBoolean(), body);
        Assert.Equal(4, report.GetProperty("checks").GetArrayLength());
    }

    [Theory]
    [InlineData("/webhooks/test")]
    [InlineData("/test/webhook-validation")]
    public async Task From_elsewhere_there_is_no_such_test(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(path, "", ("X-Forwarded-For", "127.0.0.1"))).Status);

    [Fact]
    public async Task An_operator_finds_out_why_a_signature_is_refused_and_never_what_it_should_be()
    {
        var parameters = Parameters(guarded.Business.Number, Stack.AccountSid, 3);
        var url = _stack.ServerUrl.GetLeftPart(UriPartial.Authority) + "/webhooks/voice" + GuardedStack.Query;
        var right = SignedPost.Sign(url, parameters, Stack.AuthToken);
        var key = ("X-Internal-Key", GuardedStack.InternalKey);

        Assert.Equal("""{"valid":true,"reason":null}""", await JudgeAsync(url, right));
        Assert.Equal("""{"valid":false,"reason":"signature-wrong"}""", await JudgeAsync(url + "&c=1", right));
        Assert.Equal("""{"valid":false,"reason":"signature-wrong"}""", await JudgeAsync(url, "x"));
        Assert.Equal(
            """{"valid":false,"reason":"url-not-public"}""",
            await JudgeAsync("https://other.example.test/webhooks/voice", right)
        );
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/debug/validate-signature", "[]", key)).Status);
        var locked = await PostAsync("/debug/validate-signature", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, locked.Status);
        Assert.Contains("\"code\":\"internal-key-wrong\"", locked.Body, StringComparison.Ordinal);

        async Task<string> JudgeAsync(string address, string signature)
        {
            var payload = JsonSerializer.Serialize(
                new
                {
                    url = address,
                    signature,
                    @params = parameters,
                }
            );
            var (status, body) = await PostAsync("/debug/validate-signature", payload, key);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.DoesNotContain(right, body, StringComparison.Ordinal);
            return body;
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_test_call_hears_that_the_way_is_open(string method)
    {
        var target = "/test/twiml" + GuardedStack.Query + (method == "GET" ? "&AccountSid=" + Stack.AccountSid : "");
        var url = _stack.ServerUrl.GetLeftPart(UriPartial.Authority) + target;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (method == "POST")
            parameters["AccountSid"] = Stack.AccountSid;
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(SignedPost.Sign(url, parameters, Stack.AuthToken))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(SignedPost.Sign(url, parameters, OwnToken))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(null)).Status);

        async Task<(HttpStatusCode Status, string Body)> AskAsync(string? signature)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url));
            if (method == "POST")
                request.Content = new FormUrlEncodedContent(parameters);
            if (signature is not null)
                request.Headers.TryAddWithoutValidation("X-Twilio-Signature", signature);
            return await SendAsync(request);
        }
    }

    [Fact]
    public async Task No_secret_is_in_the_log()
    {
        await PostAsync("/webhooks/voice" + GuardedStack.Query, "Body=%zz");
        foreach (
            var secret in new[]
            {
                GuardedStack.UrlToken,
                Uri.EscapeDataString(GuardedStack.UrlToken),
                GuardedStack.OldUrlToken,
                GuardedStack.InternalKey,
                Stack.AuthToken,
                OwnToken,
            }
        )
            Assert.DoesNotContain(secret, _stack.ServerLog, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Parameters(string number, string accountSid, int call)
    {
        var parameters = Webhook.Parameters(number, guarded.Other.Customer, $"CA{0x5eed00 + call:x32}", "ringing");
        parameters["AccountSid"] = accountSid;
        return parameters;
    }

    private async Task<HttpStatusCode> StatusAsync(string target, Dictionary<string, string> parameters)
    {
        var guardedTarget = target.Contains('?', StringComparison.Ordinal) ? target : target + GuardedStack.Query;
        using var answer = await SignedPost.SendAsync(_stack, guardedTarget, parameters, OwnToken);
        return answer.StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string path,
        string body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_stack.ServerUrl, path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await SendAsync(request);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request)
    {
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Looks at every row of every table.</summary>
    private async Task NothingHoldsAsync(params string[] secrets)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'twilio_server') AND c.relkind = 'r'
            """
        );
        foreach (var table in tables)
        foreach (var secret in secrets)
            Assert.Equal(
                0,
                await connection.ExecuteScalarAsync<long>(
                    $"SELECT count(*) FROM {table} t WHERE strpos(t::text, @secret) > 0",
                    new { secret }
                )
            );
    }
}
