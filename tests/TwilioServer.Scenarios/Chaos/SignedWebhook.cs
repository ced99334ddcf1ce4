using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>A webhook made ready: signed once and sent as often as wanted.</summary>
/// <param name="Target">Path and query, as they are signed.</param>
/// <param name="Form">The encoded body.</param>
/// <param name="Key">What tells it from every other.</param>
internal sealed record SignedWebhook(string Target, string CallSid, byte[] Form, string Signature, string Key)
{
    public string Path => Target.Split('?', 2)[0];

    /// <summary>
    /// Signs as Twilio says that it does: https://www.twilio.com/docs/usage/security#validating-requests. No name comes
    /// twice in these webhooks.
    /// </summary>
    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    public static SignedWebhook Create(Uri baseUrl, string target, IReadOnlyDictionary<string, string> parameters)
    {
        var sorted = parameters.OrderBy(p => p.Key, StringComparer.Ordinal).ToArray();
        var text = new StringBuilder(baseUrl.GetLeftPart(UriPartial.Authority) + target);
        foreach (var (name, value) in sorted)
            text.Append(name).Append(value);
        var signature = HMACSHA1.HashData(
            Encoding.UTF8.GetBytes(Stack.AuthToken),
            Encoding.UTF8.GetBytes(text.ToString())
        );
        var form = string.Join(
            '&',
            sorted.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}")
        );
        return new SignedWebhook(
            target,
            parameters["CallSid"],
            Encoding.ASCII.GetBytes(form),
            Convert.ToBase64String(signature),
            KeyOf(target.Split('?', 2)[0], sorted)
        );
    }

    /// <summary>
    /// A hash of path and parameters: the same for a delivery in the ledger, one that the emulator sent, and the row
    /// that the service wrote.
    /// </summary>
    public static string KeyOf(string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(path);
        foreach (var (name, value) in parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append('=').Append(value);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
