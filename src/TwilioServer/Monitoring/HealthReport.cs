using System.Text.Json.Serialization;

namespace TwilioServer.Monitoring;

/// <summary>The body of <c>GET /health</c>.</summary>
public sealed record HealthReport(
    bool Success,
    HealthData Data,
    string Status,
    string Service,
    string Version,
    DateTimeOffset Timestamp,
    DatabaseHealth Database
);

public sealed record HealthData(string Status, string Service, DateTimeOffset Timestamp);

public sealed record DatabaseHealth(bool Connected);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
