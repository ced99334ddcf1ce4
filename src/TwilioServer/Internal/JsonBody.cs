using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TwilioServer.Internal;

/// <summary>Reads the JSON that an internal endpoint was sent, or answers what is wrong with it.</summary>
internal static class JsonBody
{
    /// <param name="example">What a right one looks like.</param>
    /// <returns>Null when it was answered.</returns>
    public static async Task<T?> ReadAsync<T>(
        HttpContext context,
        JsonTypeInfo<T> type,
        string example,
        int maxBytes = 4096
    )
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            return await RefuseAsync<T>(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                "content-type-wrong",
                "Expected Content-Type: application/json."
            );
        if (await ReadBytesAsync(context, maxBytes) is not { } bytes)
            return await RefuseAsync<T>(
                context,
                StatusCodes.Status413PayloadTooLarge,
                "body-too-large",
                $"Expected at most {maxBytes} bytes."
            );
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            return await RefuseAsync<T>(
                context,
                StatusCodes.Status400BadRequest,
                "body-malformed",
                $"Expected JSON such as {example}",
                Where(e)
            );
        }
    }

    /// <summary>The place alone: a message may repeat what stands there.</summary>
    private static string? Where(JsonException e) =>
        e.Path is { Length: > 0 and < 200 } path ? $"The trouble is at {path}." : null;

    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
            return null;
        var body = new byte[maxBytes + 1];
        var read = await context.Request.Body.ReadAtLeastAsync(
            body,
            body.Length,
            throwOnEndOfStream: false,
            context.RequestAborted
        );
        return read > maxBytes ? null : body.AsMemory(0, read);
    }

    private static async Task<T?> RefuseAsync<T>(
        HttpContext context,
        int status,
        string code,
        string title,
        string? detail = null
    )
        where T : class
    {
        await Problem.WriteAsync(context, status, code, title, detail);
        return null;
    }
}
