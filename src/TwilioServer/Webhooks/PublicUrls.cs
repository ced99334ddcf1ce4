namespace TwilioServer.Webhooks;

/// <summary>The addresses under which Twilio reaches the service.</summary>
public sealed class PublicUrls(WebhookSettings settings)
{
    private IReadOnlyList<string> _bases = [.. settings.PublicBaseUrls.Select(Text)];

    /// <summary>Scheme, host, port and path prefix, without a trailing slash; the first is the one handed out.</summary>
    public IReadOnlyList<string> Bases => _bases;

    public string Primary => _bases[0];

    /// <summary>The path prefixes that a proxy may have left in place.</summary>
    public IEnumerable<string> PathPrefixes =>
        settings
            .PublicBaseUrls.Select(url => url.AbsolutePath.TrimEnd('/'))
            .Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Where nothing is configured, the address that the process listens on.</summary>
    public void UseListeningAddress(string address)
    {
        if (_bases.Count == 0)
            _bases = [address.TrimEnd('/')];
    }

    private static string Text(Uri url) => url.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
