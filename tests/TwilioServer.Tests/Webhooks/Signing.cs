using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Tests.Webhooks;

/// <summary>
/// Signs as Twilio does, written from its description alone and not from the server's code:
/// https://www.twilio.com/docs/usage/security#validating-requests.
/// </summary>
internal static class Signing
{
    public const string Token = "0123456789abcdef0123456789abcdef";
    public const string OldToken = "fedcba9876543210fedcba9876543210";

    public static string Sign(string url, IEnumerable<KeyValuePair<string, string>> parameters, string token = Token) =>
        Convert.ToBase64String(Hash(url, parameters, token));

    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    private static byte[] Hash(string url, IEnumerable<KeyValuePair<string, string>> parameters, string token)
    {
        var names = parameters.GroupBy(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var signed = names
            .OrderBy(name => name.Key, StringComparer.Ordinal)
            .SelectMany(name => name.Distinct().Order(StringComparer.Ordinal).Select(value => name.Key + value));
        var text = Encoding.UTF8.GetBytes(url + string.Concat(signed));
        return HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), text);
    }
}
