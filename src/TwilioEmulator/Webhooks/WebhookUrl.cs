using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>
/// A webhook's URL taken apart by hand: path and query travel and are signed exactly as they were written,
/// which no URL class guarantees.
/// </summary>
internal sealed record WebhookUrl(string Scheme, string UserInfo, string Authority, string PathAndQuery)
{
    public static WebhookUrl? Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        var rest = url.Trim()[(uri.Scheme.Length + 3)..];
        var fragment = rest.IndexOf('#');
        if (fragment >= 0)
            rest = rest[..fragment];
        var pathStart = rest.IndexOfAny(['/', '?']);
        var authority = pathStart < 0 ? rest : rest[..pathStart];
        var path = pathStart < 0 ? "/" : rest[pathStart..];
        var at = authority.LastIndexOf('@');
        return new WebhookUrl(
            uri.Scheme,
            at < 0 ? "" : authority[..at],
            authority[(at + 1)..],
            path.StartsWith('?') ? "/" + path : path
        );
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

    public Uri ToUri()
    {
        var raw = Sent.All(letter => letter is > ' ' and < (char)0x7F);
        return new Uri(Sent, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = raw });
    }

    private string WithoutPort()
    {
        var colon = Authority.LastIndexOf(':');
        return colon > Authority.LastIndexOf(']') ? Authority[..colon] : Authority;
    }
}
