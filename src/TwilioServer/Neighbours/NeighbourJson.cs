using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Neighbours;

internal sealed record IncomingBody(
    [property: JsonPropertyName("CallSid")] string CallSid,
    [property: JsonPropertyName("callSid")] string CallSidToo,
    [property: JsonPropertyName("From")] string From,
    [property: JsonPropertyName("from")] string FromToo,
    [property: JsonPropertyName("To")] string To,
    [property: JsonPropertyName("to")] string ToToo,
    [property: JsonPropertyName("CallStatus")] string CallStatus,
    [property: JsonPropertyName("callStatus")] string CallStatusToo,
    [property: JsonPropertyName("Direction")] string Direction,
    [property: JsonPropertyName("direction")] string DirectionToo,
    [property: JsonPropertyName("tenantId")] Guid TenantId
);

internal sealed record TextBody(
    [property: JsonPropertyName("messageSid")] string MessageSid,
    [property: JsonPropertyName("body")] string Body
);

internal sealed record MissedBody([property: JsonPropertyName("callSid")] string CallSid);

/// <summary>What is sent to neighbours, and careful reading of what they answer.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IncomingBody))]
[JsonSerializable(typeof(MissedBody))]
[JsonSerializable(typeof(TextBody))]
internal sealed partial class NeighbourJson : JsonSerializerContext
{
    /// <summary>Null where it is not JSON.</summary>
    public static JsonElement? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var element = JsonElement.ParseValue(ref reader);
            return element;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Object(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>What a member says, without what no database takes; null where it says nothing, or is no text.</summary>
    public static string? Text(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString()?.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Half of a character pair, escaped.
            return null;
        }
    }
}
