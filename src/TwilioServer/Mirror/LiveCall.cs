using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Mirror;

/// <summary>A call that is not over, as <c>call:{CallSid}</c> shows it.</summary>
/// <param name="Status">Twilio's word, as in the column.</param>
/// <param name="Stage">Ours, as in the column.</param>
/// <param name="Missed">Null until it is known whether anybody answered.</param>
public sealed record LiveCall(
    string CallSid,
    Guid TenantId,
    string From,
    string To,
    string Status,
    string Stage,
    bool? Missed,
    DateTimeOffset StartedAt
)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LiveCallJson.Default.LiveCall);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LiveCall))]
internal sealed partial class LiveCallJson : JsonSerializerContext;
