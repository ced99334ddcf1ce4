using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>What did not come from Twilio, or came broken, is refused: a count is all that stays of it.</summary>
public sealed class BadInputScenarios(SharedStack shared)
{
    private const string FormType = "application/x-www-form-urlencoded";
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task Without_a_signature_or_with_a_wrong_one_a_webhook_is_refused_and_only_counted()
    {
        var business = await Business.OpenAsync(_stack);
        var callSid = "CA" + new string('4', 31) + "1";
        var form = Form(Webhook.Parameters(business.Number, business.Customer, callSid, "ringing"));
        var rowsBefore = await LogRowsAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("/webhooks/voice", form, signature: null)).StatusCode);
        var wrong = await PostAsync("/webhooks/voice", form, Convert.ToBase64String(new byte[20]));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Empty(await wrong.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await PostAsync("/webhooks/voice", form, "not base64 at all!")).StatusCode
        );

        Assert.Equal(rowsBefore, await LogRowsAsync());
        Assert.True(await RefusedAsync("signature-missing") >= 1);
        Assert.True(await RefusedAsync("signature-wrong") >= 2);
    }

    [Fact]
    public async Task A_webhook_of_another_account_is_refused_however_well_it_is_signed()
    {
        var business = await Business.OpenAsync(_stack);
        var parameters = Webhook.Parameters(business.Number, business.Customer, "CA" + new string('4', 32), "ringing");
        parameters["AccountSid"] = "AC" + new string('f', 32);

        var answers = await Webhook.SendAsync(_stack, "/webhooks/voice", parameters);

        Assert.Equal(403, answers[0].Status);
    }

    [Theory]
    [InlineData("CallSid=%00", HttpStatusCode.BadRequest)]
    [InlineData("Body=%C0%AF", HttpStatusCode.BadRequest)]
    [InlineData("Body=%ED%A0%80", HttpStatusCode.BadRequest)]
    [InlineData("Body=%E2%28%A1", HttpStatusCode.BadRequest)]
    [InlineData("Body=%2", HttpStatusCode.BadRequest)]
    [InlineData("Body=%zz", HttpStatusCode.BadRequest)]
    [InlineData("=nameless", HttpStatusCode.BadRequest)]
    public async Task A_malformed_form_is_refused_even_when_it_is_signed(string body, HttpStatusCode expected)
    {
        var answer = await PostAsync("/webhooks/voice", body, Sign("/webhooks/voice", []));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Too_many_fields_are_refused()
    {
        var body = string.Join('&', Enumerable.Range(0, 201).Select(i => $"f{i}=1"));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await PostAsync("/webhooks/voice", body, Sign("/webhooks/voice", []))).StatusCode
        );
    }

    [Fact]
    public async Task A_signed_webhook_without_what_it_needs_is_refused()
    {
        var answers = await Webhook.SendAsync(
            _stack,
            "/webhooks/voice",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["AccountSid"] = Stack.AccountSid }
        );
        Assert.Equal(400, answers[0].Status);
    }

    [Fact]
    public async Task A_body_over_64_KB_is_refused_whether_it_is_announced_or_streamed()
    {
        var body = "Body=" + new string('x', 64 * 1024);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("/webhooks/sms", body, "x")).StatusCode);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await PostAsync("/webhooks/sms", body, "x", chunked: true)).StatusCode
        );
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        var answer = await PostAsync("/webhooks/voice", "{}", "x", contentType: "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_cut_in_the_middle_harms_nobody()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _stack.ServerUrl.Port, TestContext.Current.CancellationToken);
        await socket
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /webhooks/voice HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FormType}\r\nContent-Length: 500\r\n\r\nCallSid=CA1"
                ),
                TestContext.Current.CancellationToken
            );
        socket.Close();

        using var http = new HttpClient();
        var health = await http.GetStringAsync(
            new Uri(_stack.ServerUrl, "/health"),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("\"connected\":true", health, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", _stack.ServerLog, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path,
        string body,
        string? signature,
        bool chunked = false,
        string contentType = FormType
    )
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_stack.ServerUrl, path));
        request.Content = new StringContent(body, Encoding.UTF8);
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(contentType);
        request.Headers.TransferEncodingChunked = chunked;
        if (signature is not null)
            request.Headers.TryAddWithoutValidation("X-Twilio-Signature", signature);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Form(Dictionary<string, string> parameters) =>
        string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    private string Sign(string path, Dictionary<string, string> parameters)
    {
        var text =
            new Uri(_stack.ServerUrl, path)
            + string.Concat(parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + p.Value));
#pragma warning disable CA5350 // Twilio's algorithm.
        return Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(Stack.AuthToken), Encoding.UTF8.GetBytes(text))
        );
#pragma warning restore CA5350
    }

    private async Task<long> LogRowsAsync()
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM webhook_logs");
    }

    /// <summary>The counts reach the database within a second or two.</summary>
    private async Task<long> RefusedAsync(string reason)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        for (var attempt = 0; ; attempt++)
        {
            var refused = await connection.ExecuteScalarAsync<long?>(
                "SELECT sum(refused)::bigint FROM twilio_server.webhook_refusals WHERE reason = @reason",
                new { reason }
            );
            if (refused is { } count || attempt == 300)
                return refused ?? 0;
            await Task.Delay(20);
        }
    }
}
