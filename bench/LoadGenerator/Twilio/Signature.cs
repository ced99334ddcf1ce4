using System.Security.Cryptography;
using System.Text;

namespace LoadGenerator.Twilio;

/// <summary>
/// X-Twilio-Signature. Written apart from the server's own on purpose: a mistake there must not be repeated here.
/// </summary>
internal static class Signature
{
    public static string Of(string authToken, string url, IEnumerable<KeyValuePair<string, string>> parameters)
    {
#pragma warning disable CA5350 // The algorithm is Twilio's choice.
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Signed(url, parameters));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    /// <summary>What is signed.</summary>
    public static byte[] Signed(string url, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, value) in parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
            signed.Append(name).Append(value);
        return Encoding.UTF8.GetBytes(signed.ToString());
    }
}
