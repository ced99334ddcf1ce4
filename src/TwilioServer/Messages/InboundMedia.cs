using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>The files that came with a text: a job fetches them, whatever else follows from the text.</summary>
internal static class InboundMedia
{
    public const string Job = "media.fetch";

    /// <summary>Nobody waits for a picture, and Twilio may not have it yet: about half an hour of trying.</summary>
    public static readonly RetryClass Retry = new(15, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));

    public static Decision<MessageState> Fetch(Decision<MessageState> received) =>
        received.State.MediaUrls is { Count: > 0 } urls
            ? received with
            {
                Effects = [.. received.Effects, FetchJob(received.State, urls)],
            }
            : received;

    public static MediaReference Parse(string payload) =>
        JsonSerializer.Deserialize(payload, MediaContext.Default.MediaReference)
        ?? throw new InvalidOperationException("A job for media carries none.");

    private static ScheduleJob FetchJob(MessageState text, IReadOnlyList<string> urls) =>
        new(
            Job,
            $"{Job}:{text.MessageSid}",
            TimeSpan.Zero,
            JsonSerializer.Serialize(
                new MediaReference(text.MessageId, text.MessageSid!, text.TenantId, urls, text.CreatedAt),
                MediaContext.Default.MediaReference
            ),
            Retry.MaxAttempts
        );
}

/// <summary>What the job carries that fetches a text's files.</summary>
/// <param name="Urls">As the webhook named them: nobody has looked at them yet.</param>
public sealed record MediaReference(
    long MessageId,
    string MessageSid,
    Guid TenantId,
    IReadOnlyList<string> Urls,
    DateTimeOffset ReceivedAt
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MediaReference))]
internal sealed partial class MediaContext : JsonSerializerContext;
