using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TwilioEmulator;
using TwilioServer.Tests.Support;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>How much one emulator process holds, as numbers that the run prints.</summary>
public sealed class CapacityTests(ITestOutputHelper output)
{
    private const int Calls = 1000;
    private const string Number = "+15125550199";

    [Fact]
    public async Task A_thousand_calls_at_once_with_all_their_webhooks_fit_into_300_MB()
    {
        await using var theApp = await TestApp.StartAsync();
        theApp.Twiml("/voice", "<Dial timeout=\"120\" action=\"/dialed\">+13125550111</Dial>");
        theApp.Twiml("/dialed", "<Say>Leave a message</Say><Record action=\"/recorded\"/>");
        var started = TimeProvider.System.GetTimestamp();
        using var emulator = Start("--port 0 --clock scaled --clock-factor 10");
        using var http = new HttpClient { BaseAddress = await ListeningAsync(emulator) };
        Print("start", $"{TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms");
        var number = new { voiceUrl = theApp.Url + "/voice", statusCallback = theApp.Url + "/status" };
        await PostAsync(http, HttpMethod.Put, $"/control/numbers/{Number}", number);
        await Parallel.ForAsync(0, Calls, async (_, cancellation) => await PlaceAsync(http, cancellation));
        var atOnce = await CallsAsync(http, "ringing", "in-progress");
        Print("calls at once", $"{atOnce}");
        await SeenAsync(http, "recording.completed");
        var clock = await http.GetFromJsonAsync<JsonElement>("/control/clock");
        var lagMs = clock.GetProperty("maxLagMs").GetDouble();
        var rssMb = PeakRssMb(emulator.Id);
        Print("longest lag", $"{lagMs:0} ms");
        Print("peak RSS", $"{rssMb:0} MB");
        Print("requests to the application", $"{theApp.Received.Count}");
        emulator.Kill();
        Assert.Equal(Calls, atOnce);
        foreach (var path in new[] { "/voice", "/dialed", "/recorded", "/status" })
            Assert.Equal(Calls, theApp.All(path).Select(each => each["CallSid"]).Distinct().Count());
        Assert.InRange(rssMb, 20, 300);
        Assert.InRange(lagMs, 0, 5000);
    }

    private static Task PlaceAsync(HttpClient http, CancellationToken cancellation) =>
        PostAsync(
            http,
            HttpMethod.Post,
            "/control/calls",
            new
            {
                from = "+14155550100",
                to = Number,
                voicemail = new { speakSeconds = 3, thenHangUp = true },
            },
            cancellation
        );

    private static async Task PostAsync(
        HttpClient http,
        HttpMethod method,
        string path,
        object body,
        CancellationToken cancellation = default
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await http.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<int> CallsAsync(HttpClient http, params string[] statuses) =>
        (await http.GetFromJsonAsync<JsonElement>("/control/calls"))
            .GetProperty("calls")
            .EnumerateArray()
            .Count(call =>
                call.GetProperty("direction").GetString() == "inbound"
                && statuses.Contains(call.GetProperty("status").GetString())
            );

    private static async Task SeenAsync(HttpClient http, string kind)
    {
        var after = 0L;
        for (var seen = 0; seen < Calls; )
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"/control/events?kind={kind}&after={after}&waitSeconds=30"
            );
            var found = page.GetProperty("events").GetArrayLength();
            Assert.True(found > 0, $"Only {seen} of {Calls} events of {kind} came.");
            seen += found;
            after = page.GetProperty("next").GetInt64();
        }
    }

    private static double PeakRssMb(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").Single(each => each.StartsWith("VmHWM:"));
        var kb = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return double.Parse(kb, CultureInfo.InvariantCulture) / 1024;
    }

    private static async Task<Uri> ListeningAsync(Process emulator)
    {
        var line = await emulator.StandardOutput.ReadLineAsync();
        return new Uri(JsonElement.Parse(line!).GetProperty("url").GetString()!);
    }

    private static Process Start(string arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", $"exec \"{typeof(EmulatorOptions).Assembly.Location}\" {arguments}")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;

    private void Print(string what, string value)
    {
        output.WriteLine($"{what}: {value}");
        Figures.Print($"capacity: {what}: {value}");
    }
}
