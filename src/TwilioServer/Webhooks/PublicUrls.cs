using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>The addresses under which Twilio reaches the service.</summary>
public sealed class PublicUrls(WebhookSettings settings)
{
    private readonly UrlTokenWriter _token = new(settings.UrlToken.Current);
    private volatile Addresses _addresses = new(
        [.. settings.PublicBaseUrls.Select(url => url.GetLeftPart(UriPartial.Path).TrimEnd('/'))],
        [.. settings.PublicBaseUrls.Select(url => url.OriginalString.TrimEnd('/'))]
    );

    /// <summary>Scheme, host, port and path prefix, without a trailing slash; the first is the one handed out.</summary>
    public IReadOnlyList<string> Bases => _addresses.Bases;

    public string Primary => _addresses.Bases[0];

    /// <summary>What may stand before a request's path in the URL that Twilio signed, the likeliest first.</summary>
    public byte[][] SignedHeads => _addresses.Heads;

    /// <summary>The length of the longest of these, in bytes.</summary>
    public int LongestHead => _addresses.LongestHead;

    /// <summary>The path prefixes that a proxy may have left in place.</summary>
    public IEnumerable<string> PathPrefixes =>
        settings
            .PublicBaseUrls.Select(url => url.AbsolutePath.TrimEnd('/'))
            .Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Where nothing is configured, the address that the process listens on.</summary>
    public void UseListeningAddress(string address)
    {
        if (_addresses.Bases.Length == 0)
            _addresses = new Addresses([address.TrimEnd('/')], []);
    }

    /// <summary>A webhook URL for Twilio to request, with the token that it must carry.</summary>
    /// <param name="pathAndQuery">May end with a fragment.</param>
    public string HandedOut(string pathAndQuery) => _token.AddToUrl(Primary + pathAndQuery);

    /// <summary>
    /// A document with the token in its webhook URLs. It is put in when the document goes out, so that no stored reply
    /// holds it and a repeated one has the token of today.
    /// </summary>
    public string WithToken(string document) => _token.AddToDocument(document, _addresses.Bases);

    private sealed class Addresses
    {
        public Addresses(string[] bases, string[] asWritten)
        {
            Bases = bases;
            // Twilio signs a host as the number's settings spell it, which may be as this setting spells it.
            Heads =
            [
                .. bases
                    .Concat(asWritten)
                    .SelectMany(HeadsOf)
                    .Distinct(StringComparer.Ordinal)
                    .Select(Encoding.UTF8.GetBytes),
            ];
            LongestHead = Heads.Length > 0 ? Heads.Max(head => head.Length) : 0;
        }

        public string[] Bases { get; }

        public byte[][] Heads { get; }

        public int LongestHead { get; }
    }

    /// <summary>
    /// With the path prefix (a proxy took it off) and without (it left it on, or, as the addresses for disaster recovery,
    /// there is none); the default port left out and written out: Twilio does either.
    /// </summary>
    private static IEnumerable<string> HeadsOf(string url)
    {
        var origin = Origin(url);
        yield return url;
        yield return origin;
        if (WithOtherPort(origin) is not { } other)
            yield break;
        yield return other + url[origin.Length..];
        yield return other;
    }

    private static string Origin(string url)
    {
        var path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        return path < 0 ? url : url[..path];
    }

    private static string? WithOtherPort(string origin)
    {
        var port = origin.StartsWith("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
        if (origin.EndsWith(port, StringComparison.Ordinal))
            return origin[..^port.Length];
        return origin.IndexOf(':', "https:".Length) < 0 ? origin + port : null;
    }
}
