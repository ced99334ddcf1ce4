using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace TwilioServer.Ops.Demo;

/// <summary>The emulator's control API, as far as the demo needs it.</summary>
internal sealed class EmulatorControl(Uri url) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { BaseAddress = new Uri(url, "/control/"), Timeout = Patience };

    public Task PutAsync(string resource, string json, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, resource, json, cancellation);

    public Task<JsonElement> PostAsync(string resource, string json, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, resource, json, cancellation);

    /// <summary>Rings a number; the caller will leave a message of this length, and hang up.</summary>
    public async Task<string> PlaceCallAsync(string from, string to, int speakSeconds, CancellationToken cancellation)
    {
        var json =
            $$"""{"from":"{{from}}","to":"{{to}}","voicemail":{"speakSeconds":{{speakSeconds}},"thenHangUp":true} }""";
        return (await PostAsync("calls", json, cancellation)).GetProperty("callSid").GetString()!;
    }

    public async Task<long> NewestEventAsync(CancellationToken cancellation) =>
        (await ReadAsync(0, waitSeconds: 0, cancellation)).GetProperty("next").GetInt64();

    /// <summary>Everything that happens from here on.</summary>
    /// <exception cref="CommandException">Nothing happened for a minute: the call does not end.</exception>
    public async IAsyncEnumerable<JsonElement> FollowAsync(
        long since,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        while (true)
        {
            var page = await ReadAsync(since, waitSeconds: 30, cancellation);
            var events = page.GetProperty("events");
            if (events.GetArrayLength() == 0)
                throw new CommandException(
                    "Nothing has happened for 30 seconds: the demo does not end by itself. See the logs."
                );
            foreach (var happened in events.EnumerateArray())
                yield return happened;
            since = page.GetProperty("next").GetInt64();
        }
    }

    /// <summary>What happened since, without waiting.</summary>
    public async Task<IEnumerable<JsonElement>> EventsAsync(long since, CancellationToken cancellation) =>
        (await ReadAsync(since, waitSeconds: 0, cancellation)).GetProperty("events").EnumerateArray();

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(
        HttpMethod method,
        string resource,
        string json,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, resource);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, cancellation);
        var body = await response.Content.ReadFromJsonAsync(DemoJson.Default.JsonElement, cancellation);
        return response.IsSuccessStatusCode
            ? body
            : throw new CommandException($"The emulator did not do {method} {resource}: {body}");
    }

    private async Task<JsonElement> ReadAsync(long after, int waitSeconds, CancellationToken cancellation) =>
        await _http.GetFromJsonAsync(
            $"events?after={after}&waitSeconds={waitSeconds}",
            DemoJson.Default.JsonElement,
            cancellation
        );
}
