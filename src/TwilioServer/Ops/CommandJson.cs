using System.Text.Json.Serialization;

namespace TwilioServer.Ops;

[JsonSerializable(typeof(string))]
internal sealed partial class CommandJson : JsonSerializerContext;
