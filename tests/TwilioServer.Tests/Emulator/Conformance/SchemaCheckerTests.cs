using System.Text.Json;

namespace TwilioServer.Tests.Emulator.Conformance;

/// <summary>The checker itself must see each kind of mistake, or its silence would mean nothing.</summary>
public sealed class SchemaCheckerTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "sid":{"type":"string","pattern":"^CA[0-9a-f]{2}$","minLength":4,"maxLength":4},
          "at":{"type":"string","format":"date-time-rfc-2822","nullable":true},
          "url":{"type":"string","format":"uri"},
          "count":{"type":"integer"},
          "price":{"type":"number","nullable":true},
          "status":{"$ref":"status"},
          "tags":{"type":"array","items":{"type":"string"}},
          "links":{"type":"object","format":"uri-map"},
          "any":{"nullable":true}}}
        """;

    private const string Schemas = """{"status":{"type":"string","enum":["on","off"]}}""";

    private const string Good =
        """{"sid":"CA0f","at":null,"url":"/a","count":1,"price":1.5,"status":"on","tags":["x"],"links":{"a":"/b"},"any":{}}""";

    [Fact]
    public void Is_silent_about_what_fits() => Assert.Empty(Check(Good));

    [Theory]
    [InlineData("\"CA0f\"", "\"CAxx\"", "$.sid: 'CAxx' does not match")]
    [InlineData("\"CA0f\"", "\"CA0ff\"", "$.sid: 'CA0ff' is longer than 4")]
    [InlineData("\"CA0f\"", "null", "$.sid is null")]
    [InlineData("\"at\":null", "\"at\":\"2026-01-01T00:00:00Z\"", "is not a date like ddd")]
    [InlineData("\"/a\"", "\"http://exa mple\"", "is no URI")]
    [InlineData("\"count\":1", "\"count\":\"1\"", "$.count is no integer")]
    [InlineData("\"count\":1", "\"count\":1.5", "$.count is no integer")]
    [InlineData("\"price\":1.5", "\"price\":\"1.5\"", "$.price is String, not Number")]
    [InlineData("\"on\"", "\"On\"", "'On' is not one of")]
    [InlineData("[\"x\"]", "[1]", "$.tags[0] is Number, not String")]
    [InlineData("{\"a\":\"/b\"}", "{\"a\":\"http://exa mple\"}", "is no URI")]
    [InlineData("\"count\":1,", "", "$.count is missing")]
    [InlineData("\"any\":{}", "\"any\":{},\"more\":1", "$.more is unknown to Twilio")]
    public void Sees_each_mistake(string right, string wrong, string said) =>
        Assert.Contains(Check(Good.Replace(right, wrong, StringComparison.Ordinal)), each => each.Contains(said));

    private static IReadOnlyList<string> Check(string value) =>
        SchemaChecker.Check(Parse(Schemas), Parse(value), Parse(Schema));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
