using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>A text that was asked for, as the event keeps it.</summary>
internal static class SendAskedJson
{
    public static string Write(SendAsked asked) =>
        JsonSerializer.Serialize(
            new Stored(
                asked.IntentId,
                asked.Class.ToWord(),
                asked.From,
                asked.To,
                asked.Body,
                asked.SendAt,
                asked.ExpiresAt,
                asked.MediaUrls,
                asked.Times
            ),
            SendAskedContext.Default.Stored
        );

    /// <exception cref="JsonException">It is none.</exception>
    public static SendAsked Read(JsonElement json)
    {
        var stored =
            json.Deserialize(SendAskedContext.Default.Stored)
            ?? throw new JsonException("A text that was asked for is null.");
        return new SendAsked(
            stored.IntentId,
            MessageClassNames.FromWord(stored.Class),
            stored.From,
            stored.To,
            stored.Body,
            stored.SendAt,
            stored.ExpiresAt
        )
        {
            MediaUrls = stored.MediaUrls,
            Times = stored.Times,
        };
    }

    internal sealed record Stored(
        Guid IntentId,
        string Class,
        string From,
        string To,
        string Body,
        DateTimeOffset SendAt,
        DateTimeOffset ExpiresAt,
        IReadOnlyList<string>? MediaUrls = null,
        AskedTimes? Times = null
    );

    /// <param name="json">What an event keeps of the times; null where it keeps none.</param>
    public static AskedTimes? ReadTimes(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, SendAskedContext.Default.AskedTimes);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SendAskedJson.Stored))]
[JsonSerializable(typeof(AskedTimes))]
internal sealed partial class SendAskedContext : JsonSerializerContext;
