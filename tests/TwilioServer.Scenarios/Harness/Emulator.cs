using System.Net.Http.Json;
using System.Text.Json;

namespace TwilioServer.Scenarios.Harness;

/// <summary>The emulator's control API.</summary>
public sealed class Emulator(Uri url) : IDisposable
{
    private const int PatienceSeconds = 20;

    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(url, "/control/"),
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Task<JsonElement> PutAsync(string resource, object body) => SendAsync(HttpMethod.Put, resource, body);

    public Task<JsonElement> PostAsync(string resource, object body) => SendAsync(HttpMethod.Post, resource, body);

    public Task<JsonElement> GetAsync(string resource) => _http.GetFromJsonAsync<JsonElement>(resource);

    /// <summary>Lets this much time pass in the emulated world, and everything that falls due in it happen.</summary>
    public Task AdvanceAsync(double seconds) => PostAsync("clock/advance", new { seconds });

    /// <summary>Waits until every webhook under way is answered.</summary>
    public Task SettleAsync() => PostAsync("clock/settle", new { });

    /// <summary>Waits for an event, from the beginning of the log.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public async Task<JsonElement> WaitForAsync(string kind, Func<JsonElement, bool> isWanted)
    {
        long after = 0;
        while (true)
        {
            var page = await GetAsync($"events?after={after}&kind={kind}&waitSeconds={PatienceSeconds}");
            foreach (var happened in page.GetProperty("events").EnumerateArray())
                if (isWanted(happened))
                    return happened;
            if (page.GetProperty("events").GetArrayLength() == 0)
                throw new TimeoutException($"No {kind} as expected came within {PatienceSeconds} s.");
            after = page.GetProperty("next").GetInt64();
        }
    }

    /// <summary>All events of a kind so far.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(string kind) =>
        [.. (await GetAsync($"events?after=0&kind={kind}&waitSeconds=0")).GetProperty("events").EnumerateArray()];

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string resource, object body)
    {
        using var request = new HttpRequestMessage(method, resource) { Content = JsonContent.Create(body) };
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {resource}: {(int)response.StatusCode} {answer}");
        return answer.Length == 0 ? default : JsonDocument.Parse(answer).RootElement;
    }
}
