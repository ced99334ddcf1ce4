using System.Text.Json;

namespace TwilioServer.Tests.Emulator.Conformance;

/// <summary>
/// Compares JSON with a schema, stricter than the schema's own words: every property that is described must be
/// there, and none that is not.
/// </summary>
internal sealed class SchemaChecker(JsonElement schemas)
{
    private readonly List<string> mismatches = [];

    public static IReadOnlyList<string> Check(JsonElement schemas, JsonElement value, JsonElement schema)
    {
        var checker = new SchemaChecker(schemas);
        checker.Visit(value, schema, "$");
        return checker.mismatches;
    }

    private void Visit(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var name))
        {
            Visit(value, schemas.GetProperty(name.GetString()!), at);
            return;
        }
        if (value.ValueKind == JsonValueKind.Null)
        {
            // A schema without a type says nothing about the value, so neither against null.
            if (!IsTrue(schema, "nullable") && schema.TryGetProperty("type", out _))
                mismatches.Add($"{at} is null");
            return;
        }
        VisitKind(value, schema, at);
    }

    private void VisitKind(JsonElement value, JsonElement schema, string at)
    {
        switch (Text(schema, "type"))
        {
            case "string":
                Expect(value, at, JsonValueKind.String);
                if (value.ValueKind == JsonValueKind.String)
                    mismatches.AddRange(StringRules.Check(value.GetString()!, schema).Select(what => $"{at}: {what}"));
                break;
            case "integer":
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out _))
                    mismatches.Add($"{at} is no integer: {value}");
                break;
            case "number":
                Expect(value, at, JsonValueKind.Number);
                break;
            case "boolean":
                Expect(value, at, JsonValueKind.True, JsonValueKind.False);
                break;
            case "array":
                VisitItems(value, schema, at);
                break;
            case "object":
                VisitObject(value, schema, at);
                break;
        }
    }

    private void VisitItems(JsonElement value, JsonElement schema, string at)
    {
        Expect(value, at, JsonValueKind.Array);
        if (value.ValueKind != JsonValueKind.Array)
            return;
        var number = 0;
        foreach (var item in value.EnumerateArray())
            Visit(item, schema.GetProperty("items"), $"{at}[{number++}]");
    }

    private void VisitObject(JsonElement value, JsonElement schema, string at)
    {
        Expect(value, at, JsonValueKind.Object);
        if (value.ValueKind != JsonValueKind.Object)
            return;
        if (Text(schema, "format") == "uri-map")
            mismatches.AddRange(
                value.EnumerateObject().SelectMany(link => StringRules.CheckUri(link.Value.ToString(), at))
            );
        if (!schema.TryGetProperty("properties", out var properties))
            return;
        foreach (var property in properties.EnumerateObject())
        {
            if (value.TryGetProperty(property.Name, out var inner))
                Visit(inner, property.Value, $"{at}.{property.Name}");
            else
                mismatches.Add($"{at}.{property.Name} is missing");
        }
        foreach (var extra in value.EnumerateObject().Where(each => !properties.TryGetProperty(each.Name, out _)))
            mismatches.Add($"{at}.{extra.Name} is unknown to Twilio");
    }

    private void Expect(JsonElement value, string at, params JsonValueKind[] kinds)
    {
        if (!kinds.Contains(value.ValueKind))
            mismatches.Add($"{at} is {value.ValueKind}, not {kinds[0]}");
    }

    private static bool IsTrue(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) ? value.GetString() : null;
}
