using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.FeatureFlags;

/// <summary>What is switched, as <c>GET /internal/features</c> and <c>features list --json</c> show it.</summary>
/// <param name="Features">What really is on, by name: environment, flag and tenant all say yes.</param>
/// <param name="Paused">Whether incoming calls are paused.</param>
/// <param name="Details">Who says what.</param>
public sealed record FeatureDocument(
    IReadOnlyDictionary<string, bool> Features,
    bool Paused,
    IReadOnlyDictionary<string, FeatureDetail> Details
)
{
    /// <param name="tenantId">Null for what holds for all who have nothing of their own.</param>
    public static FeatureDocument Of(FeatureList list, FeatureEnvironment environment, Guid? tenantId)
    {
        var on = list.For(tenantId) & environment.Allowed;
        return new FeatureDocument(
            FeatureNames.All.ToDictionary(feature => feature.Name, feature => on.HasFlag(feature.Feature)),
            list.IsPaused(tenantId),
            FeatureNames.All.ToDictionary(
                feature => feature.Name,
                feature => new FeatureDetail(
                    environment.Allowed.HasFlag(feature.Feature),
                    list.IsOn(feature, null) ?? FeatureFlags.Features.Default.HasFlag(feature.Feature),
                    tenantId is null ? null : list.IsOn(feature, tenantId) ?? true,
                    feature.WhenOff
                )
            )
        );
    }
}

/// <param name="Environment">Whether the environment variables allow it.</param>
/// <param name="Flag">Whether it is on for all.</param>
/// <param name="Tenant">Whether the tenant has it; null where no tenant was asked for.</param>
/// <param name="WhenOff">What does not happen while it is off.</param>
public sealed record FeatureDetail(bool Environment, bool Flag, bool? Tenant, string WhenOff);

/// <summary>The body of <c>PATCH /internal/features</c>.</summary>
/// <param name="TenantId">Null: for all.</param>
internal sealed record FeatureChange(string Feature, bool Enabled, Guid? TenantId = null);

/// <summary>The body of <c>POST /internal/maintenance</c>.</summary>
internal sealed record MaintenanceChange(bool Paused, string? Reason = null, Guid? TenantId = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(FeatureDocument))]
[JsonSerializable(typeof(FeatureChange))]
[JsonSerializable(typeof(MaintenanceChange))]
internal sealed partial class FeatureJson : JsonSerializerContext;
