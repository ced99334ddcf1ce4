using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Ops;

/// <summary>A number's way through the registration with the US carriers, and what becomes of its texts meanwhile.</summary>
public sealed class Check10DlcScenarios
{
    [Fact]
    public async Task A_number_sends_to_the_US_when_its_campaign_is_verified_and_not_before()
    {
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        await (await business.CustomerCallsAsync(from: "+12125550141")).EndsAsync();
        await business.TextToAsync("+12125550141");

        await CheckAsync(stack, business, "unregistered", exitCode: 1);
        await BlockedAsync(stack, business, "+12125550142");

        using var twilio = new Messaging(stack);
        var (brand, campaign) = await twilio.RegisterAsync(business.Number);
        await CheckAsync(stack, business, "pending", exitCode: 1);
        await BlockedAsync(stack, business, "+12125550143");

        await stack.Emulator.PutAsync($"brands/{brand}", new { status = "APPROVED" });
        await stack.Emulator.PutAsync($"campaigns/{campaign}", new { status = "VERIFIED" });
        var row = await CheckAsync(stack, business, "registered", exitCode: 0);
        Assert.Equal(
            (brand, "APPROVED", campaign, "VERIFIED"),
            (Text(row, "brand"), Text(row, "brandStatus"), Text(row, "campaign"), Text(row, "campaignStatus"))
        );
        await (await business.CustomerCallsAsync(from: "+12125550144")).EndsAsync();
        await business.TextToAsync("+12125550144");

        var table = await stack.RunAsync("check-10dlc");
        Assert.Equal(0, table.ExitCode);
        Assert.Matches($@"(?m)^{brand}  APPROVED +{campaign}  VERIFIED +\{business.Number} +registered", table.Output);
    }

    [Fact]
    public async Task Without_Twilio_nothing_is_changed()
    {
        await using var stack = await Stack.StartAsync();
        await Business.OpenAsync(stack);
        await stack.Emulator.PutAsync(
            "faults",
            new
            {
                rules = new[]
                {
                    new
                    {
                        route = "GET /v1/Services",
                        fault = "500-before",
                        probability = 1,
                    },
                },
            }
        );
        var result = await stack.RunAsync("check-10dlc", "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Nothing was changed", result.Error, StringComparison.Ordinal);
        await using var connection = await stack.Database.OpenConnectionAsync();
        Assert.Equal(
            0,
            await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM twilio_server.number_registrations")
        );
    }

    /// <summary>Runs the command; the service has heard of the outcome when this returns.</summary>
    private static async Task<JsonElement> CheckAsync(Stack stack, Business business, string status, int exitCode)
    {
        var result = await stack.RunAsync("check-10dlc", "--json");
        Assert.True(result.ExitCode == exitCode, result.Output + result.Error);
        var row = Assert.Single(
            JsonDocument.Parse(result.Output).RootElement.EnumerateArray(),
            row => Text(row, "phoneNumber") == business.Number
        );
        Assert.Equal(status, Text(row, "status"));
        await stack.HasHeardAsync();
        // Twilio knows nothing of the numbers that this was seen by.
        await using var connection = await stack.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "DELETE FROM twilio_server.phone_numbers WHERE phone_number <> @Number",
            new { business.Number }
        );
        return row;
    }

    private static async Task BlockedAsync(Stack stack, Business business, string caller)
    {
        await (await business.CustomerCallsAsync(from: caller)).EndsAsync();
        await business.IsAtRestAsync();
        await using var connection = await stack.Database.OpenConnectionAsync();
        Assert.Equal(
            ("blocked", $"{business.Number} is not registered for 10DLC (30034): run check-10dlc"),
            await connection.QuerySingleAsync<(string, string?)>(
                "SELECT status, error_message FROM sms_messages WHERE to_number = @caller",
                new { caller }
            )
        );
        Assert.Empty(await business.TextsToAsync(caller));
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    /// <summary>messaging.twilio.com, as whoever registers a number uses it.</summary>
    private sealed class Messaging : IDisposable
    {
        private readonly HttpClient _http;

        public Messaging(Stack stack)
        {
            _http = new HttpClient { BaseAddress = stack.EmulatorUrl };
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Stack.AccountSid}:{Stack.AuthToken}"))
            );
        }

        public async Task<(string Brand, string Campaign)> RegisterAsync(string number)
        {
            const string api = "messaging.twilio.com/v1";
            var brand = await PostAsync(
                $"{api}/a2p/BrandRegistrations",
                ("CustomerProfileBundleSid", "BU1"),
                ("A2PProfileBundleSid", "BU2")
            );
            var service = await PostAsync($"{api}/Services", ("FriendlyName", "Missed calls"));
            var campaign = await PostAsync(
                $"{api}/Services/{service}/Compliance/Usa2p",
                ("BrandRegistrationSid", brand),
                ("Description", "Answers to missed calls"),
                ("MessageFlow", "The customer calls first"),
                ("MessageSamples", "Sorry we missed you"),
                ("UsAppToPersonUsecase", "CUSTOMER_CARE"),
                ("HasEmbeddedLinks", "false"),
                ("HasEmbeddedPhone", "false")
            );
            await PostAsync($"{api}/Services/{service}/PhoneNumbers", ("PhoneNumberSid", await SidOfAsync(number)));
            return (brand, campaign);
        }

        public void Dispose() => _http.Dispose();

        private async Task<string> SidOfAsync(string number)
        {
            var numbers = $"2010-04-01/Accounts/{Stack.AccountSid}/IncomingPhoneNumbers.json";
            var list = await _http.GetStringAsync($"{numbers}?PhoneNumber={Uri.EscapeDataString(number)}");
            return JsonDocument
                .Parse(list)
                .RootElement.GetProperty("incoming_phone_numbers")[0]
                .GetProperty("sid")
                .GetString()!;
        }

        private async Task<string> PostAsync(string resource, params (string Name, string Value)[] form)
        {
            using var content = new FormUrlEncodedContent(
                form.Select(field => KeyValuePair.Create(field.Name, field.Value))
            );
            using var response = await _http.PostAsync(resource, content);
            var answer = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{resource}: {answer}");
            return JsonDocument.Parse(answer).RootElement.GetProperty("sid").GetString()!;
        }
    }
}
