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
    DatabaseHealth Database,
    SpillHealth Spill
);

public sealed record HealthData(string Status, string Service, DateTimeOffset Timestamp);

public sealed record DatabaseHealth(bool Connected);

/// <param name="Open">Whether webhooks go to the disk instead of to the database.</param>
/// <param name="Waiting">Webhooks on this process's disk that wait to be imported.</param>
/// <param name="Writable">Whether the disk takes them.</param>
public sealed record SpillHealth(bool Open, long Waiting, bool Writable);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
