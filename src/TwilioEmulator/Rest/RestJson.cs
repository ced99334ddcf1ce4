using System.Text.Encodings.Web;
using System.Text.Json;

namespace TwilioEmulator.Rest;

/// <summary>JSON as Twilio writes it: snake_case, nulls kept.</summary>
internal static class RestJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult Ok<T>(T body) => Results.Json(body, Options);

    public static IResult Accepted<T>(T body) => Results.Json(body, Options, statusCode: 202);

    public static IResult Created<T>(T body) => Results.Json(body, Options, statusCode: 201);
}
