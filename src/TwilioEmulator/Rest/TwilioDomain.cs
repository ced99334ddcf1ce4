namespace TwilioEmulator.Rest;

/// <summary>Which of Twilio's hosts a request is for, and how that host was written.</summary>
/// <param name="Product">The host's first word: <c>api</c>, <c>messaging</c>, <c>insights</c>…</param>
/// <param name="BaseUrl">What URLs start with that lead back to this host: absolute, without a slash at the end.</param>
/// <param name="Path">The path as it was on that host.</param>
internal sealed record TwilioDomain(string Product, string BaseUrl, string Path)
{
    public const string Api = "api";
    private const string Suffix = ".twilio.com";

    /// <summary>The one place that knows both forms of address: the Host header and, on plain HTTP, a path prefix.</summary>
    public static TwilioDomain? Of(HttpRequest request)
    {
        var host = request.Host.Host;
        var path = request.Path.Value ?? "/";
        // Twilio's API is reached by https only, whatever happened to the encryption on the way here.
        if (ProductOf(host) is { } named)
            return new TwilioDomain(named, $"https://{host}", path);
        var end = path.IndexOf('/', 1);
        var first = end < 0 ? path[1..] : path[1..end];
        if (path.Length > 1 && ProductOf(first) is { } prefixed)
            return new TwilioDomain(
                prefixed,
                $"{request.Scheme}://{request.Host}/{first}",
                end < 0 ? "/" : path[end..]
            );
        return request.Path.StartsWithSegments(RestApi.Prefix)
            ? new TwilioDomain(Api, $"{request.Scheme}://{request.Host}", path)
            : null;
    }

    /// <summary>The path under which this emulator has its handlers.</summary>
    public string Route =>
        Product == Api && new PathString(Path).StartsWithSegments(RestApi.Prefix) ? Path : $"/{Product}{Suffix}{Path}";

    /// <summary>Regions and edges (<c>api.dublin.ie1.twilio.com</c>) are the same product.</summary>
    private static string? ProductOf(string host) =>
        host.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? host.Split('.')[0].ToLowerInvariant() : null;
}
