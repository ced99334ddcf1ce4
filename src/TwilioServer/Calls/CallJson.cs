using System.Text.Json.Serialization;

namespace TwilioServer.Calls;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CallReference))]
[JsonSerializable(typeof(CallFetchedJson.Stored))]
internal sealed partial class CallJson : JsonSerializerContext;
