namespace TwilioEmulator.Proxy;

/// <summary>Which host names are Twilio's, and which certificate covers them.</summary>
internal static class TwilioHosts
{
    public const string Domain = "twilio.com";

    /// <summary>Whether requests to this host are for the emulator; every other host is somebody else's.</summary>
    public static bool Contains(string host) =>
        host.Equals(Domain, StringComparison.OrdinalIgnoreCase)
        || (host.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase) && host.Split('.').All(IsLabel));

    /// <summary>
    /// The name on the certificate. A wildcard stands for one label only, so that <c>api.dublin.ie1.twilio.com</c>
    /// needs <c>*.dublin.ie1.twilio.com</c>.
    /// </summary>
    public static string CertificateName(string host)
    {
        var name = host.ToLowerInvariant();
        return name == Domain ? "*." + Domain : "*" + name[name.IndexOf('.')..];
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
