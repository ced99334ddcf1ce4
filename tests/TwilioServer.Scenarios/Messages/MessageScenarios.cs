using System.Net;
using System.Text;
using System.Text.Json;
using Dapper;
using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Messages;

/// <summary>Texts that operators and the platform want sent: now, later, to many, and again where they were lost.</summary>
[Collection(OperatedStack.Stories)]
public sealed class MessageScenarios(OperatedStack operated)
{
    private readonly Stack _stack = operated.Stack;

    [Fact]
    public async Task Who_wrote_just_now_is_answered_once_however_often_it_is_asked_for()
    {
        var business = await WroteAsync();
        var wish = Wish(business, "We come at nine, if that suits you. ¿Está bien? 🔧");
        var (status, first) = await PostAsync("/internal/messages", wish, "answer-1");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(
            ("answer", business.Number, "UCS-2", 2),
            (
                first.GetProperty("class").GetString(),
                first.GetProperty("from").GetString(),
                first.GetProperty("encoding").GetString(),
                first.GetProperty("segments").GetInt32()
            )
        );
        Assert.StartsWith(
            "Demo Plumbing: We come at nine,",
            await business.TextToAsync(business.Customer),
            StringComparison.Ordinal
        );
        var (_, again) = await PostAsync("/internal/messages", wish, "answer-1");
        Assert.Equal(Id(first), Id(again));
        // Its customer has opted out meanwhile; that does not make it another text.
        await business.CustomerTextsAsync("STOP");
        var (_, later) = await PostAsync("/internal/messages", wish, "answer-1");
        Assert.Equal(Id(first), Id(later));
        var (reused, problem) = await PostAsync("/internal/messages", Wish(business, "Another text"), "answer-1");
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "idempotency-key-reused"),
            (reused, problem.GetProperty("code").GetString())
        );
        Assert.Single(await business.TextsToAsync(business.Customer));
    }

    [Fact]
    public async Task A_scheduled_text_waits_shows_until_when_and_can_be_taken_back()
    {
        var business = await Business.OpenAsync(_stack);
        // Two days ahead at noon where the recipient is: in the hours of the day, whenever this runs.
        var sendAt = new DateTimeOffset(
            TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(2).AddHours(20),
            TimeSpan.Zero
        );
        var (status, scheduled) = await PostAsync(
            "/internal/messages",
            new
            {
                tenantId = business.TenantId,
                to = business.Customer,
                body = "See you tomorrow.",
                sendAt,
            },
            "scheduled-1"
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(
            ("scheduled", "queued", sendAt),
            (
                scheduled.GetProperty("class").GetString(),
                scheduled.GetProperty("status").GetString(),
                scheduled.GetProperty("sendAt").GetDateTimeOffset()
            )
        );
        var path = $"/internal/messages/{Id(scheduled)}";
        var (taken, canceled) = await operated.AskAsync("POST", path + "/cancel");
        Assert.Equal((HttpStatusCode.OK, "canceled"), (taken, canceled.GetProperty("status").GetString()));
        var (repeated, problem) = await operated.AskAsync("POST", path + "/cancel");
        Assert.Equal(HttpStatusCode.OK, repeated);
        Assert.Equal("canceled", problem.GetProperty("status").GetString());
        var (unknown, _) = await operated.AskAsync("GET", $"/internal/messages/{Guid.Empty}");
        Assert.Equal(HttpStatusCode.NotFound, unknown);
    }

    [Fact]
    public async Task One_text_goes_to_many_each_with_its_own_words_and_what_is_wrong_with_one_stops_no_other()
    {
        var business = await Business.OpenAsync(_stack);
        var recipients = new object[]
        {
            new { to = business.FurtherPhone(1), fields = new { name = "Ann" } },
            new { to = business.FurtherPhone(2), fields = new { name = "{businessName}" } },
            new { to = business.FurtherPhone(3) },
            new { to = "5550123", fields = new { name = "Bob" } },
            new { to = business.Number, fields = new { name = "Us" } },
        };
        var wish = new
        {
            tenantId = business.TenantId,
            body = "Hi {name}, {businessName} is closed on Friday.",
            recipients,
        };
        var (status, answer) = await PostAsync("/internal/messages/bulk", wish, "closed-on-friday");
        Assert.Equal((HttpStatusCode.Accepted, 2), (status, answer.GetProperty("accepted").GetInt32()));
        Assert.Equal(
            [null, null, "template-broken", "to-malformed", "to-malformed"],
            answer
                .GetProperty("messages")
                .EnumerateArray()
                .Select(one => one.TryGetProperty("code", out var code) ? code.GetString() : null)
        );
        await PostAsync("/internal/messages/bulk", wish, "closed-on-friday");
        var (_, list) = await operated.AskAsync("GET", $"/internal/messages?tenantId={business.TenantId}&class=bulk");
        Assert.Equal(
            ["Demo Plumbing is closed on Friday.", "Hi {businessName}, Demo Plumbing is closed on Friday."],
            list.GetProperty("messages")
                .EnumerateArray()
                .Select(one => one.GetProperty("body").GetString()!.Replace("Hi Ann, ", "", StringComparison.Ordinal))
                .Select(body => body.Replace(" Reply STOP to opt out.", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("""{"body":""}""", 422, "body-malformed")]
    [InlineData("""{"to":"+1415"}""", 422, "to-malformed")]
    [InlineData("""{"from":"+14155550999"}""", 422, "from-unknown")]
    [InlineData("""{"tenantId":"0190f5f0-0000-7d54-8d14-000000000000"}""", 404, "tenant-unknown")]
    [InlineData("""{"sendAt":"2020-01-01T00:00:00Z"}""", 422, "schedule-wrong")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", 422, "schedule-contradictory")]
    [InlineData("""{"mediaUrls":["https://example.com/a.png"]}""", 403, "mms-off")]
    [InlineData("""{"to":"+442071838750"}""", 403, "international-off")]
    public async Task What_is_wrong_is_refused_with_the_reason_and_nothing_is_sent(
        string wrong,
        int status,
        string code
    )
    {
        var business = await WroteAsync();
        await operated.SwitchAsync("mms_support", false, business.TenantId);
        var wish = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["tenantId"] = business.TenantId,
            ["to"] = business.Customer,
            ["body"] = "Hello",
        };
        foreach (var member in JsonDocument.Parse(wrong).RootElement.EnumerateObject())
            wish[member.Name] = member.Value;
        var (answered, problem) = await PostAsync("/internal/messages", wish, "wrong");
        Assert.Equal((status, code), ((int)answered, problem.GetProperty("code").GetString()));
        var (_, list) = await operated.AskAsync(
            "GET",
            $"/internal/messages?tenantId={business.TenantId}&number={Uri.EscapeDataString(business.Customer)}&class=answer"
        );
        Assert.Empty(list.GetProperty("messages").EnumerateArray());
    }

    [Fact]
    public async Task Pictures_go_where_they_are_switched_on()
    {
        var business = await WroteAsync();
        await operated.SwitchAsync("mms_support", true);
        var (status, sent) = await PostAsync(
            "/internal/messages",
            new
            {
                tenantId = business.TenantId,
                to = business.Customer,
                body = "This is the part.",
                mediaUrls = new[] { "https://media.example.com/part.png" },
            },
            "picture"
        );
        Assert.True(status == HttpStatusCode.Accepted, sent.ToString());
        var created = await business.CustomerGetsTextAsync();
        Assert.Equal("1", await NumMediaAsync(created.GetProperty("messageSid").GetString()!));
        var (refused, problem) = await PostAsync(
            "/internal/messages",
            new
            {
                tenantId = business.TenantId,
                to = business.Customer,
                body = "x",
                mediaUrls = new[] { "https://169.254.169.254/latest" },
            },
            "probe"
        );
        Assert.Equal((422, "media-malformed"), ((int)refused, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_was_lost_for_a_reason_that_passes_is_retried_once_by_the_runbooks_command()
    {
        var business = await WroteAsync();
        await business.PhoneAsync(business.Customer, new { delivery = "undelivered", deliveryErrorCode = 30003 });
        var (_, sent) = await PostAsync("/internal/messages", Wish(business, "Are you there?"), "lost");
        await business.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(30);
        await StatusIsAsync(business, Id(sent), "undelivered");
        string[] command =
        [
            "retry-failed-sms",
            "--batch-size",
            "10",
            "--delay",
            "1000",
            "--tenant",
            business.TenantId.ToString(),
        ];
        Assert.Contains(
            "1 texts would be retried",
            (await _stack.RunAsync([.. command, "--dry-run"])).Output,
            StringComparison.Ordinal
        );
        var retried = await _stack.RunAsync(command);
        Assert.Contains("1 texts are retried", retried.Output, StringComparison.Ordinal);
        await business.IsAtRestAsync();
        await using var connection = await _stack.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            "0 1",
            await connection.ExecuteScalarAsync<string>(
                "SELECT string_agg(generation::text, ' ' ORDER BY generation) FROM sms_messages WHERE to_number = @Customer",
                new { business.Customer }
            )
        );
        Assert.Contains(
            "no text that may be retried",
            (await _stack.RunAsync(command)).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>As Twilio's API tells it.</summary>
    private async Task<string?> NumMediaAsync(string messageSid)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Stack.AccountSid}:{Stack.AuthToken}"))
        );
        var json = await http.GetStringAsync(
            new Uri(_stack.EmulatorUrl, $"/2010-04-01/Accounts/{Stack.AccountSid}/Messages/{messageSid}.json"),
            TestContext.Current.CancellationToken
        );
        return JsonDocument.Parse(json).RootElement.GetProperty("num_media").GetString();
    }

    private async Task StatusIsAsync(Business business, string id, string status)
    {
        await business.IsAtRestAsync();
        var (_, message) = await operated.AskAsync("GET", $"/internal/messages/{id}");
        Assert.Equal(status, message.GetProperty("status").GetString());
    }

    /// <summary>A business whose customer wrote just now: answers go at any hour.</summary>
    private async Task<Business> WroteAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await business.CustomerTextsAsync("Hello");
        return business;
    }

    private static object Wish(Business business, string body) =>
        new
        {
            tenantId = business.TenantId,
            to = business.Customer,
            body,
        };

    private static string Id(JsonElement message) => message.GetProperty("id").GetString()!;

    private Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body, string key) =>
        operated.AskAsync(
            "POST",
            path,
            JsonSerializer.Serialize(body),
            ("X-Internal-Key", OperatedStack.Key),
            ("Idempotency-Key", key)
        );
}
