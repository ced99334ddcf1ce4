using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Neighbours;

/// <summary>Asks dispatch-bot-ai. Its code asks for no key; its papers do, so it is shown one where there is one.</summary>
public sealed class DispatchClient(Uri baseUrl, string? key, TimeProvider time) : IDispatchBot, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly NeighbourHttp _http = new(baseUrl, key ?? "");

    public async Task<DispatchAnswer> AskAsync(DispatchRequest request, TimeSpan within, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, DispatchJson.Default.DispatchRequest);
        var since = time.GetTimestamp();
        while (true)
        {
            var left = within - time.GetElapsedTime(since);
            var answer = await _http.PostAsync("/dispatch/process", body, left, cancellation);
            if ((int?)answer.Status is >= 200 and < 300)
                return Read(answer.Body.Span);
            var mayEndBetter = (int?)answer.Status is null or 429 or >= 500;
            if (!mayEndBetter || within - time.GetElapsedTime(since) <= 2 * Pause)
                return new DispatchAnswer(
                    null,
                    null,
                    answer.Status is { } status ? $"It answered {(int)status}." : answer.Reason
                );
            await Task.Delay(Pause, time, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Its papers list other actions than its tests, so any word is taken; what counts is what it says.</summary>
    private static DispatchAnswer Read(ReadOnlySpan<byte> body)
    {
        if (
            NeighbourJson.TryParse(body) is not { ValueKind: JsonValueKind.Object } json
            || NeighbourJson.Object(json, "next_action") is not { } next
        )
            return new DispatchAnswer(null, null, "Its answer has no next_action.");
        return new DispatchAnswer(
            NeighbourJson.Text(next, "action_type") ?? "continue_conversation",
            NeighbourJson.Text(next, "message_to_customer")
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DispatchRequest))]
internal sealed partial class DispatchJson : JsonSerializerContext;
