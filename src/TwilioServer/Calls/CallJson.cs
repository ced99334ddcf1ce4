using System.Text.Json.Serialization;

namespace TwilioServer.Calls;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CallReference))]
[JsonSerializable(typeof(CallFetchedJson.Stored))]
[JsonSerializable(typeof(CallReportJson.Settled))]
[JsonSerializable(typeof(CallReportJson.Worded))]
[JsonSerializable(typeof(CallReportJson.Followed))]
internal sealed partial class CallJson : JsonSerializerContext;
