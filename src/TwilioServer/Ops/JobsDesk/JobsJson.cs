using System.Text.Json.Serialization;

namespace TwilioServer.Ops.JobsDesk;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<JobCount>))]
[JsonSerializable(typeof(IReadOnlyList<DeadJob>))]
[JsonSerializable(typeof(RetriedJobs))]
[JsonSerializable(typeof(CanceledJob))]
internal sealed partial class JobsJson : JsonSerializerContext;

/// <summary>What <c>jobs retry --json</c> prints.</summary>
internal sealed record RetriedJobs(IReadOnlyList<long> JobIds);

/// <summary>What <c>jobs cancel --json</c> prints.</summary>
internal sealed record CanceledJob(long JobId, string State);
