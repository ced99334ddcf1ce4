using System.Text.Json;

namespace TwilioServer.Webhooks;

/// <summary>A request as an operator describes it, to find out why its signature is refused.</summary>
/// <param name="Url">As Twilio has it, or from its path on.</param>
/// <param name="Parameters">Those of a form; empty where <paramref name="Body"/> was signed by its hash.</param>
internal sealed record DescribedRequest(
    string Url,
    string Signature,
    List<KeyValuePair<string, string>> Parameters,
    string? Body
)
{
    /// <summary>Reads the JSON of a request; null when it describes none.</summary>
    public static async Task<DescribedRequest?> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            return Read(document.RootElement, context.Request);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static DescribedRequest? Read(JsonElement root, HttpRequest request)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "url") is not { } url)
            return null;
        var signature =
            Text(root, "signature")
            ?? (root.TryGetProperty("headers", out var headers) ? Text(headers, RequestSignature.Header) : null)
            ?? request.Headers[RequestSignature.Header].ToString();
        var parameters = new List<KeyValuePair<string, string>>();
        if (root.TryGetProperty("params", out var named) || root.TryGetProperty("parameters", out named))
            foreach (var parameter in named.EnumerateObject())
                parameters.AddRange(Values(parameter));
        return new DescribedRequest(url, signature, parameters, Text(root, "body"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Values(JsonProperty parameter) =>
        parameter.Value.ValueKind == JsonValueKind.Array
            ? parameter.Value.EnumerateArray().Select(value => KeyValuePair.Create(parameter.Name, value.ToString()))
            : [KeyValuePair.Create(parameter.Name, parameter.Value.ToString())];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
