using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Ops.Demo;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DemoJson : JsonSerializerContext;
