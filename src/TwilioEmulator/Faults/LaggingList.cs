using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwilioEmulator.Rest;

namespace TwilioEmulator.Faults;

/// <summary>A list's answer as a copy that has not caught up would give it.</summary>
internal static class LaggingList
{
    /// <summary>The answer without the items created after a time; what is no list stays as it is.</summary>
    public static byte[] Without(byte[] body, DateTimeOffset after)
    {
        if (Parse(body) is not JsonObject answer)
            return body;
        foreach (var list in answer.Select(field => field.Value).OfType<JsonArray>())
            list.RemoveAll(item => item is JsonObject each && CreatedAt(each) > after);
        return JsonSerializer.SerializeToUtf8Bytes(answer, RestJson.Options);
    }

    private static DateTimeOffset? CreatedAt(JsonObject item) =>
        DateTimeOffset.TryParse(
            item["date_created"]?.ToString(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
