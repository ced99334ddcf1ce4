using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>
/// A webhook's URL taken apart by hand: path and query travel and are signed exactly as they were written,
/// which no URL class guarantees.
/// </summary>
internal sealed record WebhookUrl(string Scheme, string UserInfo, string Authority, string PathAndQuery)
{
    private static readonly UriCreationOptions AsWritten = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    /// <summary>The parts of an http or https URL; null for anything else.</summary>
    public static WebhookUrl? Parse(string url)
    {
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        // What cannot travel as written (spaces, other alphabets) is escaped before it is sent and signed.
        var text = url.Trim().All(letter => letter is > ' ' and < (char)0x7F) ? url.Trim() : uri.AbsoluteUri;
        var authorityStart = text.IndexOf("://", StringComparison.Ordinal) + 3;
        return authorityStart < 3 ? null : Split(uri.Scheme, text[authorityStart..].Split('#')[0]);
    }

    private static WebhookUrl? Split(string scheme, string rest)
    {
        var pathStart = rest.IndexOfAny(['/', '?']);
        var authority = pathStart < 0 ? rest : rest[..pathStart];
        var path = pathStart < 0 ? "/" : rest[pathStart..];
        var at = authority.LastIndexOf('@');
        var url = new WebhookUrl(
            scheme,
            at < 0 ? "" : authority[..at],
            authority[(at + 1)..],
            path.StartsWith('?') ? "/" + path : path
        );
        return Uri.TryCreate(url.Sent, AsWritten, out _) ? url : null;
    }

    /// <summary>What is requested: no user, no password, no fragment.</summary>
    public string Sent => $"{Scheme}://{Authority}{PathAndQuery}";

    /// <summary>What is signed: the same, but Twilio leaves the port of an https URL out of voice signatures.</summary>
    public string Signed(bool voice) => voice && Scheme == "https" ? $"{Scheme}://{WithoutPort()}{PathAndQuery}" : Sent;

    /// <summary>The Authorization header that the URL's user and password ask for, if any.</summary>
    public string? BasicCredentials =>
        UserInfo.Length == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(UserInfo)));

    public WebhookUrl WithQuery(string query) =>
        query.Length == 0
            ? this
            : this with
            {
                PathAndQuery = PathAndQuery + (PathAndQuery.Contains('?') ? '&' : '?') + query,
            };

    public Uri ToUri() => new(Sent, AsWritten);

    private string WithoutPort()
    {
        var colon = Authority.LastIndexOf(':');
        return colon > Authority.LastIndexOf(']') ? Authority[..colon] : Authority;
    }
}
