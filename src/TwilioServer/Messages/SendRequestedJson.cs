using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Messages;

/// <summary>A request for permission as the event keeps it.</summary>
internal static class SendRequestedJson
{
    public static string Write(SendRequested requested) =>
        JsonSerializer.Serialize(
            new SendRequestedDocument(requested.Cap, requested.IsUnregistered),
            SendRequestedDocuments.Default.SendRequestedDocument
        );

    public static SendRequested Read(JsonElement json) =>
        json.Deserialize(SendRequestedDocuments.Default.SendRequestedDocument) is var (cap, unregistered)
            ? new(cap, unregistered)
            : new();
}

/// <summary>Only what speaks against sending is written.</summary>
internal sealed record SendRequestedDocument(string? Cap = null, bool Unregistered = false);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(SendRequestedDocument))]
internal sealed partial class SendRequestedDocuments : JsonSerializerContext;
