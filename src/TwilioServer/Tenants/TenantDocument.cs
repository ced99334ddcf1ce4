using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TwilioServer.Tenants;

/// <summary>A tenant as endpoints and commands show it.</summary>
/// <param name="Version">Goes up with each change; a change may name the version that it was made from.</param>
public sealed record TenantDocument(
    Guid TenantId,
    long Version,
    TenantSettings Settings,
    IReadOnlyList<NumberDocument> Numbers
)
{
    public static TenantDocument Of(Tenant tenant, IReadOnlyDictionary<string, Guid> numbers) =>
        new(
            tenant.TenantId,
            tenant.SettingsVersion,
            tenant.Settings,
            [
                .. numbers
                    .Where(pair => pair.Value == tenant.TenantId)
                    .Select(pair => NumberDocument.Of(tenant, pair.Key)),
            ]
        );
}

/// <summary>A number as endpoints and commands show it.</summary>
public sealed record NumberDocument(string PhoneNumber, Guid TenantId, NumberSettings Settings)
{
    public static NumberDocument Of(Tenant tenant, string phoneNumber) =>
        new(phoneNumber, tenant.TenantId, tenant.Numbers.GetValueOrDefault(phoneNumber) ?? NumberSettings.None);
}

/// <summary>The body of <c>POST /internal/phone-numbers</c>.</summary>
public sealed record NumberWish(string PhoneNumber, Guid TenantId, NumberSettings? Settings = null);

/// <summary>
/// Documents that people write: a member that does not exist is a mistake, while the database may hold members of a later
/// release.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    WriteIndented = true
)]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(NumberSettings))]
[JsonSerializable(typeof(TenantDocument))]
[JsonSerializable(typeof(IReadOnlyList<TenantDocument>))]
[JsonSerializable(typeof(IReadOnlyList<NumberDocument>))]
[JsonSerializable(typeof(NumberWish))]
internal sealed partial class TenantDocuments : JsonSerializerContext
{
    /// <summary>A document with some of its members replaced (RFC 7396): null takes a member back to its default.</summary>
    /// <exception cref="JsonException">The outcome is no such document.</exception>
    public static T Merge<T>(T document, JsonElement patch, JsonTypeInfo<T> type)
    {
        var merged = System.Text.Json.Nodes.JsonNode.Parse(JsonSerializer.Serialize(document, type))!.AsObject();
        Merge(merged, patch);
        return merged.Deserialize(type) ?? throw new JsonException("It is null.");
    }

    private static void Merge(System.Text.Json.Nodes.JsonObject into, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                into.Remove(member.Name);
            else if (
                member.Value.ValueKind == JsonValueKind.Object
                && into[member.Name] is System.Text.Json.Nodes.JsonObject inner
            )
                Merge(inner, member.Value);
            else
                into[member.Name] = System.Text.Json.Nodes.JsonNode.Parse(member.Value.GetRawText());
        }
    }
}
