using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Retention;

/// <summary>What one day's cleaning did.</summary>
/// <param name="DroppedPartitions">Their names.</param>
/// <param name="ArchivedKeys">Keys of calls and messages that went to the archive.</param>
/// <param name="DeletedRows">By table, where any were.</param>
public sealed record RetentionReport(
    IReadOnlyList<string> DroppedPartitions,
    long ArchivedKeys,
    IReadOnlyDictionary<string, long> DeletedRows
)
{
    public string ToJson() => JsonSerializer.Serialize(this, RetentionJson.Default.RetentionReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RetentionReport))]
internal sealed partial class RetentionJson : JsonSerializerContext;
