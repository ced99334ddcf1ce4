using System.Text.Json;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Tools;

/// <summary>Twilio's own CLI, unmodified: the commands that operators of a phone service type.</summary>
public sealed class CliScenarios : IAsyncLifetime
{
    private const string Number = "+14155551234";
    private EmulatedTwilio _twilio = null!;

    public async ValueTask InitializeAsync()
    {
        _twilio = await EmulatedTwilio.StartAsync();
        await _twilio.Control.PutAsync(
            $"numbers/{Number}",
            new { voiceUrl = "https://api.example.com/voice", smsUrl = "https://api.example.com/sms" }
        );
    }

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task Numbers_are_listed_with_their_webhooks()
    {
        var table = await TypeAsync(
            "api:core:incoming-phone-numbers:list",
            "--properties",
            "sid,phoneNumber,voiceUrl,smsUrl"
        );

        var row = table.Trim().Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("PN", row[0], StringComparison.Ordinal);
        Assert.Equal([Number, "https://api.example.com/voice", "https://api.example.com/sms"], row[1..]);
    }

    [Fact]
    public async Task Routing_moves_to_another_site_and_back()
    {
        foreach (var site in new[] { "https://dr.example.com/webhooks", "https://api.example.com/webhooks" })
        {
            await TypeAsync("phone-numbers:update", Number, "--voice-url", $"{site}/voice", "--sms-url", $"{site}/sms");

            var json = await TypeAsync("api:core:incoming-phone-numbers:list", "-o", "json");
            var number = Assert.Single(JsonDocument.Parse(json).RootElement.EnumerateArray());
            Assert.Equal($"{site}/voice", number.GetProperty("voiceUrl").GetString());
            Assert.Equal($"{site}/sms", number.GetProperty("smsUrl").GetString());
        }
    }

    [Fact]
    public async Task A_call_is_made()
    {
        var json = await TypeAsync(
            "api:core:calls:create",
            "--from",
            Number,
            "--to",
            "+14155552000",
            "--url",
            "http://127.0.0.1:1/test/twiml",
            "-o",
            "json"
        );

        var made = JsonDocument.Parse(json).RootElement[0];
        Assert.Equal("queued", made.GetProperty("status").GetString());
        var calls = await _twilio.Control.GetAsync("calls");
        var call = Assert.Single(calls.GetProperty("calls").EnumerateArray());
        Assert.Equal(call.GetProperty("callSid").GetString(), made.GetProperty("sid").GetString());
        Assert.Equal("+14155552000", call.GetProperty("to").GetString());
    }

    [Fact]
    public async Task Messaging_services_are_listed()
    {
        var made = await TypeAsync("api:messaging:v1:services:create", "--friendly-name", "Texts", "-o", "json");

        var listed = await TypeAsync("api:messaging:v1:services:list", "-o", "json");

        Assert.Equal(SidOf(made), SidOf(listed));
    }

    [Fact]
    public async Task A_key_is_made_and_removed_without_a_question()
    {
        var sid = SidOf(await TypeAsync("api:core:keys:create", "--friendly-name", "old", "-o", "json"));

        await TypeAsync("api:core:keys:remove", "--sid", sid);

        var again = await _twilio.CliAsync("api:core:keys:remove", "--sid", sid);
        Assert.Equal(20, again.ExitCode);
        Assert.Contains("20404", again.Error, StringComparison.Ordinal);
    }

    private static string SidOf(string json) => JsonDocument.Parse(json).RootElement[0].GetProperty("sid").GetString()!;

    private async Task<string> TypeAsync(params string[] arguments)
    {
        var result = await _twilio.CliAsync(arguments);
        Assert.True(result.ExitCode == 0, $"twilio {string.Join(' ', arguments)}: {result.Output}{result.Error}");
        return result.Output;
    }
}
