using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using TwilioEmulator;
using TwilioEmulator.Clock;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>A whole emulator on a stepped clock, an application under test, and the words of a phone call.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    internal const string Number = "+15125550199";
    internal const string Caller = "+14155550100";
    internal const string Owner = "+13125550111";

    private WebApplication emulator = null!;
    private HttpClient http = null!;

    internal TestApp TheApp { get; private set; } = null!;

    internal static string Account => EmulatorOptions.DemoAccountSid;

    internal string BaseUrl { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        TheApp = await TestApp.StartAsync();
        emulator = App.Create(
            Adapt(
                new EmulatorOptions
                {
                    Port = 0,
                    ClockMode = ClockMode.Stepped,
                    Seed = 7,
                    WebhookTimeout = TimeSpan.FromSeconds(2),
                }
            )
        );
        BaseUrl = await App.StartAsync(emulator);
        http = new HttpClient { BaseAddress = new Uri(BaseUrl) };
        await OwnNumber(
            new
            {
                voiceUrl = At("/voice"),
                statusCallback = At("/status"),
                smsUrl = At("/sms"),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await emulator.DisposeAsync();
        await TheApp.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What these tests start the emulator with, beyond the usual.</summary>
    internal virtual EmulatorOptions Adapt(EmulatorOptions options) => options;

    internal string At(string path) => TheApp.Url + path;

    internal Task<JsonElement> OwnNumber(object settings) => Control("PUT", $"/numbers/{Number}", settings);

    internal Task<JsonElement> Phone(string number, object manners) => Control("PUT", $"/phones/{number}", manners);

    /// <summary>Calls the number and lets what happens at once happen.</summary>
    internal async Task<string> Call(object? wish = null)
    {
        var placed = await Control("POST", "/calls", wish ?? new { from = Caller, to = Number });
        await Settle();
        return placed.GetProperty("callSid").GetString()!;
    }

    internal Task Settle() => Control("POST", "/clock/settle", null);

    internal Task Advance(double seconds) => Control("POST", "/clock/advance", new { seconds });

    internal async Task HangUp(string callSid)
    {
        await Control("POST", $"/calls/{callSid}/hang-up", null);
        await Settle();
    }

    /// <summary>Presses keys on a leg and lets what follows at once happen.</summary>
    internal async Task Press(string callSid, string digits)
    {
        await Control("POST", $"/calls/{callSid}/press", new { digits });
        await Settle();
    }

    internal async Task Speak(string callSid, double seconds, string text, double confidence = 0.9)
    {
        await Control(
            "POST",
            $"/calls/{callSid}/speak",
            new
            {
                seconds,
                text,
                confidence,
            }
        );
        await Settle();
    }

    internal static JsonElement Data(JsonElement happened, string name) =>
        happened.GetProperty("data").GetProperty(name);

    internal async Task<string> StatusOf(string callSid) =>
        (await Control("GET", $"/calls/{callSid}", null)).GetProperty("status").GetString()!;

    /// <summary>The only child leg of a call.</summary>
    internal async Task<string> LegOf(string callSid) => Assert.Single(await LegsOf(callSid));

    internal async Task<string[]> LegsOf(string callSid) =>
        [
            .. (await Control("GET", $"/calls/{callSid}", null))
                .GetProperty("childCallSids")
                .EnumerateArray()
                .Select(sid => sid.GetString()!),
        ];

    internal async Task<JsonElement[]> Events(string kind) =>
        [
            .. (await Control("GET", $"/events?kind={kind}", null))
                .GetProperty("events")
                .EnumerateArray()
                .Select(each => each.Clone()),
        ];

    /// <summary>The codes of the TwiML problems so far.</summary>
    internal async Task<int[]> Problems() =>
        [.. (await Events("twiml.error")).Select(each => each.GetProperty("data").GetProperty("code").GetInt32())];

    internal async Task AssertProblems(params int[] codes)
    {
        var found = await Problems();
        Assert.Equal(codes, found);
    }

    /// <summary>The verbs that the caller's leg has executed.</summary>
    internal async Task<string[]> VerbsOf(string callSid) =>
        [
            .. (await Control("GET", $"/calls/{callSid}", null))
                .GetProperty("verbs")
                .EnumerateArray()
                .Select(verb => verb.GetString()!),
        ];

    internal async Task<JsonElement> Control(string method, string path, object? body)
    {
        var (status, json) = await TryControl(method, path, body is null ? "" : JsonSerializer.Serialize(body));
        Assert.True(status is 200 or 201, $"{method} {path}: {status} {json}");
        return json;
    }

    internal async Task<(int Status, JsonElement Json)> TryControl(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/control" + path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await JsonOf(response));
    }

    /// <summary>A request to the REST API; the path starts after the account.</summary>
    internal Task<(int Status, JsonElement Json)> Rest(string method, string path, params (string, string)[] form) =>
        Send(method, $"/2010-04-01/Accounts/{Account}{path}", $"{Account}:{EmulatorOptions.DemoAuthToken}", form);

    internal async Task<(int Status, JsonElement Json)> Send(
        string method,
        string path,
        string? credentials,
        params (string Name, string Value)[] form
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (credentials is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))
            );
        if (method == "POST")
            request.Content = new FormUrlEncodedContent(
                form.Select(each => KeyValuePair.Create(each.Name, each.Value))
            );
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await JsonOf(response));
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
