namespace TwilioEmulator.Faults;

/// <summary>
/// A method and a path as endpoints are spoken of: <c>POST Messages</c> is that of the account, <c>GET Calls/*</c> any
/// one call, <c>GET /v1/Services</c> a path of another API. A star alone stands for all methods, or all paths.
/// </summary>
internal sealed record RoutePattern(string Method, string[]? Segments)
{
    public static RoutePattern? Parse(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var method, "*"] => new(method, null),
            [var method, var path] => new(method, SegmentsOf(path)),
            _ => null,
        };

    public bool Matches(string method, string path) =>
        (Method == "*" || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Segments is null || Matches(SegmentsOf(path)));

    private bool Matches(string[] asked) =>
        asked.Length == Segments!.Length
        && asked.Zip(Segments).All(pair => pair.Second is "*" or ['{', ..] || pair.First == pair.Second);

    /// <summary>The host, the account and the format at the end are left out: they tell nothing about the resource.</summary>
    private static string[] SegmentsOf(string path)
    {
        var bare = path.EndsWith(".json", StringComparison.Ordinal) ? path[..^".json".Length] : path;
        var segments = bare.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is [var host, ..] && host.EndsWith(".twilio.com", StringComparison.Ordinal))
            segments = segments[1..];
        return segments is ["2010-04-01", "Accounts", _, _, ..] ? segments[3..] : segments;
    }
}
