using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Sends signed webhooks as fast as they are answered, and keeps the ledger. It repeats nothing by itself.</summary>
internal sealed class LoadDriver : IDisposable
{
    private static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");
    private readonly HttpClient _http;
    private readonly Ledger _ledger;

    public LoadDriver(Uri entry, Ledger ledger)
    {
        _ledger = ledger;
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseCookies = false })
        {
            BaseAddress = entry,
            // What Twilio waits for an answer.
            Timeout = TimeSpan.FromSeconds(15),
        };
    }

    /// <summary>Delivers a webhook once.</summary>
    /// <returns>The status and the body, or null when no answer came.</returns>
    public async Task<Answer?> SendAsync(SignedWebhook webhook)
    {
        var number = await _ledger.SendingAsync(webhook);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Target)
        {
            Content = new ByteArrayContent(webhook.Form) { Headers = { ContentType = Form } },
        };
        request.Headers.Add("X-Twilio-Signature", webhook.Signature);
        try
        {
            using var response = await _http.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            var answer = new Answer((int)response.StatusCode, Convert.ToHexString(SHA256.HashData(body).AsSpan(0, 8)));
            await _ledger.AnsweredAsync(number, answer.Status, answer.BodyHash);
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>Plays calls side by side, each one's webhooks in order.</summary>
    /// <returns>The webhooks that were not answered with 2xx.</returns>
    public async Task<IReadOnlyList<SignedWebhook>> PlayAsync(IEnumerable<DriverCall> calls, int atOnce)
    {
        var unacknowledged = new System.Collections.Concurrent.ConcurrentQueue<SignedWebhook>();
        await Parallel.ForEachAsync(
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (call, _) =>
            {
                foreach (var webhook in call.Webhooks)
                    if (await SendAsync(webhook) is not { Status: >= 200 and < 300 })
                        unacknowledged.Enqueue(webhook);
            }
        );
        return [.. unacknowledged];
    }

    /// <summary>Delivers one webhook many times, all at once.</summary>
    public Task<Answer?[]> SendAtOnceAsync(SignedWebhook webhook, int times) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => SendAsync(webhook)));

    public void Dispose() => _http.Dispose();

    internal sealed record Answer(int Status, string BodyHash);
}
