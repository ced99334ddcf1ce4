using System.Text.RegularExpressions;

namespace TwilioServer.Media;

/// <summary>A Media resource: https://www.twilio.com/docs/messaging/api/media-resource.</summary>
internal sealed record MediaResource(string AccountSid, string MessageSid, string MediaSid);

/// <summary>
/// Which URLs are asked for. What a webhook names is compared letter by letter with what Twilio writes, and the URL that is
/// asked is then made anew from the SIDs: no parser of URLs, ours or another's, gets a say in where a request goes.
/// </summary>
internal sealed partial class MediaUrlRule(Uri apiBase, IReadOnlyList<string> redirectHosts)
{
    private readonly string _api = apiBase.GetLeftPart(UriPartial.Authority);

    /// <param name="messageSid">The text that the URL came with: another's files are none of its.</param>
    /// <param name="accountSids">The accounts that the text's tenant may be in.</param>
    /// <returns>The resource; or null and the reason.</returns>
    public (MediaResource? Resource, string? Reason) Read(
        string url,
        string messageSid,
        IReadOnlyCollection<string> accountSids
    )
    {
        if (
            !url.StartsWith(_api, StringComparison.Ordinal)
            || PathPattern().Match(url[_api.Length..]) is not { Success: true } path
        )
            return (null, ReasonAgainst(url));
        var resource = new MediaResource(
            path.Groups["account"].Value,
            path.Groups["message"].Value,
            path.Groups["media"].Value
        );
        return !accountSids.Contains(resource.AccountSid, StringComparer.Ordinal) ? (null, MediaReasons.AccountForeign)
            : resource.MessageSid != messageSid ? (null, MediaReasons.MessageForeign)
            : (resource, null);
    }

    public Uri UrlOf(MediaResource resource) =>
        new(
            $"{_api}/2010-04-01/Accounts/{resource.AccountSid}/Messages/{resource.MessageSid}/Media/{resource.MediaSid}"
        );

    /// <summary>Where Twilio sends us on to, if that is a host that may serve for it; null otherwise.</summary>
    public Uri? FollowTo(string? location)
    {
        if (location is null || redirectHosts.FirstOrDefault(host => IsAt(location, host)) is not { } host)
            return null;
        return
            Uri.TryCreate(location, UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttps
            && url.IsDefaultPort
            && url.UserInfo.Length == 0
            && url.Host == host
            ? url
            : null;
    }

    private static bool IsAt(string location, string host) =>
        location.StartsWith($"https://{host}/", StringComparison.Ordinal);

    /// <summary>For people only: it was refused before.</summary>
    private string ReasonAgainst(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            return MediaReasons.UrlMalformed;
        return parsed.Scheme != apiBase.Scheme ? MediaReasons.SchemeWrong
            : parsed.UserInfo.Length > 0 ? MediaReasons.UserInUrl
            : parsed.Host != apiBase.Host ? MediaReasons.HostWrong
            : parsed.Port != apiBase.Port ? MediaReasons.PortWrong
            : MediaReasons.PathWrong;
    }

    [GeneratedRegex(
        @"^/2010-04-01/Accounts/(?<account>AC[0-9a-f]{32})/Messages/(?<message>[MS]M[0-9a-f]{32})/Media/(?<media>ME[0-9a-f]{32})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex PathPattern();
}
