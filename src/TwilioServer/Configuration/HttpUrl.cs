namespace TwilioServer.Configuration;

/// <summary>Absolute http and https URLs, as settings hold them: no query, no fragment, no trailing slash.</summary>
public static class HttpUrl
{
    public static Uri? TryParse(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url.Query.Length == 0
        && url.Fragment.Length == 0
        && url.UserInfo.Length == 0
            ? url
            : null;
}
