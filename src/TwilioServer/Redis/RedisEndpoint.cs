using System.Globalization;

namespace TwilioServer.Redis;

/// <summary>Where a Redis listens and who we are there, as REDIS_URL says it.</summary>
/// <param name="User">An ACL user; null for the default one.</param>
/// <param name="Database">The number for SELECT.</param>
/// <param name="IsTls">Whether the connection is encrypted and the server's certificate verified.</param>
public sealed record RedisEndpoint(string Host, int Port, string? User, string? Password, int Database, bool IsTls)
{
    private const int DefaultPort = 6379;

    /// <summary>
    /// Reads <c>redis://[[user]:password@]host[:port][/database]</c>, or <c>rediss://</c> for TLS (the form registered
    /// with IANA). User and password are percent-encoded.
    /// </summary>
    /// <returns>Null when it is something else.</returns>
    public static RedisEndpoint? TryParse(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("redis" or "rediss")
            || url.Host.Length == 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
            || Number(url.AbsolutePath.Trim('/')) is not { } database
        )
            return null;
        var (user, password) = Credentials(url.UserInfo);
        if (user is not null && password is null)
            return null;
        var port = url.Port > 0 ? url.Port : DefaultPort;
        return new RedisEndpoint(url.IdnHost.Trim('[', ']'), port, user, password, database, url.Scheme == "rediss");
    }

    /// <summary>Never the password: this text may reach a log.</summary>
    public override string ToString() => $"{(IsTls ? "rediss" : "redis")}://{Host}:{Port}/{Database}";

    private static int? Number(string text)
    {
        if (text.Length == 0)
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static (string? User, string? Password) Credentials(string userInfo)
    {
        if (userInfo.Length == 0)
            return (null, null);
        var colon = userInfo.IndexOf(':');
        if (colon < 0)
            return (Uri.UnescapeDataString(userInfo), null);
        var user = colon == 0 ? null : Uri.UnescapeDataString(userInfo[..colon]);
        return (user, Uri.UnescapeDataString(userInfo[(colon + 1)..]));
    }
}
