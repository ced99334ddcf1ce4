using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Tenants;

/// <summary>The settings document as the database keeps it.</summary>
public static class TenantJson
{
    public static string Write(TenantSettings settings) =>
        JsonSerializer.Serialize(settings, SettingsJson.Default.TenantSettings);

    /// <exception cref="JsonException">The document is not a settings document.</exception>
    public static TenantSettings Parse(string json) =>
        JsonSerializer.Deserialize(json, SettingsJson.Default.TenantSettings)
        ?? throw new JsonException("A tenant's settings are null.");

    public static string Write(NumberSettings settings) =>
        JsonSerializer.Serialize(settings, SettingsJson.Default.NumberSettings);

    /// <inheritdoc cref="Parse"/>
    public static NumberSettings ParseNumber(string json) =>
        JsonSerializer.Deserialize(json, SettingsJson.Default.NumberSettings)
        ?? throw new JsonException("A number's settings are null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(NumberSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
