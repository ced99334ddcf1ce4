using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Reconciliation;

/// <summary>A call of which nothing was heard for a while, as its job carries it.</summary>
internal sealed record OpenCall(string CallSid, Guid TenantId, string From, string To, DateTimeOffset CreatedAt)
{
    public static OpenCall Parse(string payload) =>
        JsonSerializer.Deserialize(payload, OpenCallJson.Default.OpenCall)
        ?? throw new InvalidOperationException("A job about an open call carries none.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OpenCall))]
internal sealed partial class OpenCallJson : JsonSerializerContext;
