using System.Text.Json;
using Dapper;

namespace TwilioServer.Scenarios.Harness;

/// <summary>A tenant with its number, its owner's phone and a customer: everybody in a scenario.</summary>
public sealed class Business
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);
    private static int s_businesses;
    private readonly Stack _stack;

    private Business(Stack stack, int index)
    {
        _stack = stack;
        TenantId = Guid.Parse($"0190f5f0-7e4c-7d54-8d14-{index:x12}");
        Number = Phone(200 + index);
        Owner = Phone(400 + index);
        Customer = Phone(600 + index);
    }

    public Guid TenantId { get; }
    public string Number { get; }
    public string Owner { get; }
    public string Customer { get; }

    /// <summary>Opens a business: the tenant through the command line, the number's webhooks in the emulator.</summary>
    public static async Task<Business> OpenAsync(Stack stack)
    {
        var business = new Business(stack, Interlocked.Increment(ref s_businesses));
        var tenant = await stack.RunAsync(
            "tenants",
            "add",
            "--id",
            business.TenantId.ToString(),
            "--name",
            "Demo Plumbing",
            "--forward-to",
            business.Owner,
            "--require-key-press",
            "false",
            "--number",
            business.Number
        );
        Assert.True(tenant.ExitCode == 0, tenant.Error);
        await business.PointNumberAtAsync(stack.ServerUrl);
        await business.IsKnownToServiceAsync();
        return business;
    }

    public Task PointNumberAtAsync(Uri server) =>
        _stack.Emulator.PutAsync(
            $"numbers/{Uri.EscapeDataString(Number)}",
            new
            {
                voiceUrl = new Uri(server, "/webhooks/voice"),
                voiceFallbackUrl = new Uri(server, "/webhooks/voice/fallback"),
                statusCallback = new Uri(server, "/webhooks/voice/status"),
                smsUrl = new Uri(server, "/webhooks/sms"),
            }
        );

    public Task OwnerAnswersAfterAsync(int seconds, int talksForSeconds) =>
        PhoneAsync(
            Owner,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = seconds,
                hangUpAfterSeconds = talksForSeconds,
            }
        );

    /// <summary>Changes some of the tenant's settings; the service has heard of it when this returns.</summary>
    public async Task SetAsync(object settings)
    {
        var result = await _stack.RunAsync(
            "tenants",
            "set",
            TenantId.ToString(),
            JsonSerializer.Serialize(settings, CamelCase)
        );
        Assert.True(result.ExitCode == 0, result.Error);
        await _stack.HasHeardAsync();
    }

    /// <summary>Somebody picks up and presses a key when the whisper asks for it.</summary>
    public Task PicksUpAndPressesAsync(string phone, string key, int talksForSeconds = 20) =>
        PhoneAsync(
            phone,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                hangUpAfterSeconds = talksForSeconds,
                script = new[]
                {
                    new
                    {
                        on = "Gather",
                        press = key,
                        afterSeconds = 1,
                    },
                },
            }
        );

    /// <summary>A mailbox picks up: it talks, and presses nothing.</summary>
    public Task MailboxPicksUpAsync(string phone) =>
        PhoneAsync(
            phone,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 2,
                answeredBy = "machine",
                greetingSeconds = 8,
                hangUpAfterSeconds = 60,
            }
        );

    public Task PhoneAsync(string phone, object behaviour) =>
        _stack.Emulator.PutAsync($"phones/{Uri.EscapeDataString(phone)}", behaviour);

    /// <summary>A further phone of the business.</summary>
    public string FurtherPhone(int number) => Phone(100_000 + (number * 1_000) + int.Parse(Owner[^3..]));

    /// <summary>The texts to a phone that the emulator accepted, once nothing of the business's is under way any more.</summary>
    public async Task<IReadOnlyList<string>> TextsToAsync(string phone)
    {
        await IsAtRestAsync();
        return await TextsSoFarToAsync(phone);
    }

    /// <summary>
    /// The texts to a phone that the emulator accepted up to now: for stories in which nothing comes to rest, as the
    /// database or the process is away.
    /// </summary>
    public async Task<IReadOnlyList<string>> TextsSoFarToAsync(string phone)
    {
        var created = await _stack.Emulator.EventsAsync("message.created");
        return
        [
            .. created
                .Select(happened => happened.GetProperty("data"))
                .Where(data => data.GetProperty("to").GetString() == phone)
                .Select(data => data.GetProperty("body").GetString()!),
        ];
    }

    /// <summary>Waits for a text to a phone.</summary>
    public async Task<string> TextToAsync(string phone) =>
        (
            await _stack.Emulator.WaitForAsync(
                "message.created",
                happened => happened.GetProperty("data").GetProperty("to").GetString() == phone
            )
        )
            .GetProperty("data")
            .GetProperty("body")
            .GetString()!;

    public Task OwnerDoesNotAnswerAsync() => PhoneAsync(Owner, new { whenCalled = "no-answer" });

    public Task OwnersLineIsBusyAsync() => PhoneAsync(Owner, new { whenCalled = "busy" });

    public Task OwnersLineFailsAsync() => PhoneAsync(Owner, new { whenCalled = "unreachable" });

    /// <summary>The customer calls, and leaves a message if asked for one.</summary>
    public async Task<CustomerCall> CustomerCallsAsync(
        double? hangsUpAfterSeconds = null,
        double speaksForSeconds = 4,
        bool dialActionOnCallerHangUp = true,
        string? from = null
    )
    {
        var placed = await _stack.Emulator.PostAsync(
            "calls",
            new
            {
                from = from ?? Customer,
                to = Number,
                hangUpAfterSeconds = hangsUpAfterSeconds,
                voicemail = new { speakSeconds = speaksForSeconds, thenHangUp = true },
                dialActionOnCallerHangUp,
            }
        );
        return new CustomerCall(_stack, this, placed.GetProperty("callSid").GetString()!);
    }

    /// <summary>The customer texts; the webhook is answered when this returns.</summary>
    /// <returns>The text's SID.</returns>
    public async Task<string> CustomerTextsAsync(string body, string? from = null, object[]? media = null)
    {
        var sent = await _stack.Emulator.PostAsync(
            "messages",
            new
            {
                from = from ?? Customer,
                to = Number,
                body,
                media,
            }
        );
        await _stack.Emulator.SettleAsync();
        return sent.GetProperty("messageSid").GetString()!;
    }

    /// <summary>The owner texts the business's number, as a customer does.</summary>
    public Task OwnerTextsAsync(string body) => CustomerTextsAsync(body, from: Owner);

    /// <summary>Waits for the text to the customer; the emulator accepted it when this returns.</summary>
    public Task<JsonElement> CustomerGetsTextAsync() =>
        _stack.Emulator.WaitForAsync(
            "message.created",
            happened => happened.GetProperty("data").GetProperty("to").GetString() == Customer
        );

    /// <summary>The texts to the customer that the emulator accepted: the ledger outside of the service.</summary>
    public Task<IReadOnlyList<string>> TextsToCustomerAsync() => TextsToAsync(Customer);

    /// <summary>The service's intents to text anybody, once nothing of the business's is under way any more.</summary>
    public async Task<IReadOnlyList<string>> IntentStatusesAsync()
    {
        await IsAtRestAsync();
        return await IntentStatusesSoFarAsync();
    }

    /// <summary>The service's intents to text anybody, as they are on disk now.</summary>
    public async Task<IReadOnlyList<string>> IntentStatusesSoFarAsync()
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT status FROM sms_messages WHERE tenant_id = @TenantId AND direction = 'outbound' ORDER BY message_id",
                new { TenantId }
            ),
        ];
    }

    /// <summary>
    /// Waits until nothing of the business's is under way: no webhook, and none of what an answered webhook wants done,
    /// which goes on after the answer. What failed is tried again, so that is waited for, too; a follow-up of hours later
    /// is not.
    /// </summary>
    public Task IsAtRestAsync() => new RestOf(_stack, TenantId).IsReachedAsync();

    /// <summary>A number becomes known by announcement: the service answers a probe for it as soon as it heard.</summary>
    private async Task IsKnownToServiceAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var probe = await Webhook.VoiceAsync(_stack, Number, Phone(900), $"CA{TenantId:N}");
            if (probe.Body.Contains("<Dial", StringComparison.Ordinal))
                return;
            Assert.True(attempt < 200, "The service did not hear of the new number.");
            await Task.Delay(10);
        }
    }

    private static string Phone(int line) => $"+1415{line:D7}";
}
