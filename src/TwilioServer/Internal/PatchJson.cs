using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Internal;

/// <summary>A patch, whatever its members are.</summary>
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class PatchJson : JsonSerializerContext;
