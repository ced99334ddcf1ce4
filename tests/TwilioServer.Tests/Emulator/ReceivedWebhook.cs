using Microsoft.AspNetCore.Http;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>What the application under test was asked.</summary>
internal sealed record ReceivedWebhook(
    string Method,
    string Path,
    string RawTarget,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Parameters
)
{
    /// <summary>A parameter, or null when it was not sent at all.</summary>
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    public static async Task<ReceivedWebhook> ReadAsync(HttpRequest request)
    {
        var fields = request.HasFormContentType
            ? (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString())
            : request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        var headers = request.Headers.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        return new(request.Method, request.Path, request.Path + request.QueryString, headers, fields);
    }
}
