using System.Security.Cryptography;
using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>Twilio's X-Twilio-Signature.</summary>
internal static class WebhookSigner
{
    /// <summary>
    /// HMAC-SHA1 under the auth token of the URL followed by each parameter's name and value,
    /// sorted by name and by ordinal; a repeated name gives each of its different values once, sorted.
    /// </summary>
    public static string Sign(string authToken, string url, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(url);
        var sorted = parameters
            .Distinct()
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal);
        foreach (var (name, value) in sorted)
            text.Append(name).Append(value);
#pragma warning disable CA5350 // Twilio's rule is SHA-1.
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(text.ToString()));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
