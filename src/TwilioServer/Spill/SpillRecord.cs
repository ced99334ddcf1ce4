using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Spill;

/// <summary>
/// A delivery as the spill keeps it: what its event is made of, and what it was answered. Members that are added later
/// have defaults, so that a later release imports what an earlier one spilled.
/// </summary>
/// <param name="Type">The webhook's name, by which its route is found again.</param>
/// <param name="Target">Path and query, without the URL token.</param>
/// <param name="Parameters">Redacted, sorted; name and value in turn.</param>
/// <param name="Reply">The document that was answered; null where none was waited for.</param>
/// <param name="AnsweredAfterMs">How long the answer took.</param>
/// <param name="OnlyTenant">The one tenant for which the account that signed speaks; null where it speaks for all.</param>
public sealed record SpillRecord(
    Guid DeliveryId,
    Guid Identity,
    string Type,
    string Target,
    DateTimeOffset At,
    string? SourceIp,
    IReadOnlyList<string> Parameters,
    string? Reply,
    double AnsweredAfterMs,
    Guid? OnlyTenant = null
)
{
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, SpillJson.Default.SpillRecord);

    /// <exception cref="JsonException">It is none.</exception>
    public static SpillRecord Decode(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SpillJson.Default.SpillRecord)
        ?? throw new JsonException("A spilled record is null.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SpillRecord))]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class SpillJson : JsonSerializerContext;
