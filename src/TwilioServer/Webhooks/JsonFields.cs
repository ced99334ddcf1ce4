using System.Text.Json;

namespace TwilioServer.Webhooks;

/// <summary>
/// Reads a JSON body as the parameters that a form would have: each member of the object by its name; what lies deeper
/// as its JSON text. What is no object is one parameter named <c>body</c>.
/// </summary>
internal static class JsonFields
{
    private const string WholeBody = "body";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>The parameters; null when the body is malformed, or holds what PostgreSQL cannot.</summary>
    public static List<KeyValuePair<string, string>>? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var fields = Read(document.RootElement);
            return fields.Count <= FormReader.MaxFields && fields.TrueForAll(IsStorable) ? fields : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A lone surrogate shows only when its string is read, and then as an invalid operation.
            return null;
        }
    }

    private static List<KeyValuePair<string, string>> Read(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
            ? [.. root.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Text(member.Value)))]
            : [new(WholeBody, Text(root))];

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            JsonValueKind.Object or JsonValueKind.Array => Redactor.MaskCards(value.GetRawText()),
            _ => value.GetRawText(),
        };

    private static bool IsStorable(KeyValuePair<string, string> field) =>
        field.Key.Length is > 0 and <= 128 && !field.Key.Contains('\0') && !field.Value.Contains('\0');
}
