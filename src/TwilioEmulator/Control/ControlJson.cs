using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioEmulator.Control;

/// <summary>JSON of the control API. Unknown fields are refused: a misspelt one would silently do nothing.</summary>
internal static class ControlJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads a body; an empty one stands for {}. A bad one is answered with the example.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, string example)
        where T : class
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return JsonSerializer.Deserialize<T>(text.Length == 0 ? "{}" : text, Options)
                ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new ControlException(400, $"The body is wrong at '{failure.Path ?? "$"}'. Send JSON like {example}");
        }
    }

    public static IResult Ok<T>(T body) => Results.Json(body, Options);

    public static IResult Created<T>(T body) => Results.Json(body, Options, statusCode: 201);
}
