using System.Text.Json.Serialization;

namespace TwilioServer.Internal;

/// <summary>A problem document (RFC 9457) with a code that programs may rely on.</summary>
/// <param name="Detail">What is wrong here, for people; null where the title says it all.</param>
public sealed record Problem(string Type, string Title, int Status, string Code, string? Detail = null)
{
    private const string ContentType = "application/problem+json";

    /// <param name="code">Stable: words joined by hyphens.</param>
    /// <param name="title">For people; says nothing that the asker does not know or may not.</param>
    public static Task WriteAsync(HttpContext context, int status, string code, string title, string? detail = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new Problem("about:blank", title, status, code, detail),
            ProblemJson.Default.Problem,
            ContentType
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
