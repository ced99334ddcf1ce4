using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>
/// Twilio's request signature: https://www.twilio.com/docs/usage/security#validating-requests. HMAC-SHA1, keyed with
/// the account's auth token, over the URL and each distinct name and value, sorted by name; base64.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Security",
    "CA5350",
    Justification = "Twilio signs with HMAC-SHA1; the algorithm is not ours to choose."
)]
public static class RequestSignature
{
    private const int SignatureLength = 28;

    /// <summary>Whether the signature is right for one of the URLs under one of the tokens. Compares in constant time.</summary>
    /// <param name="urls">The URL as Twilio may have signed it, the likeliest first.</param>
    /// <param name="parameters">The POST parameters, sorted by <see cref="Sort"/>; empty for GET and JSON.</param>
    public static bool IsValid(
        ReadOnlySpan<char> signature,
        IEnumerable<string> urls,
        IReadOnlyList<KeyValuePair<string, string>> parameters,
        IEnumerable<byte[]> tokens
    )
    {
        if (signature.Length != SignatureLength)
            return false;
        Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
        if (!Convert.TryFromBase64Chars(signature, given, out var length) || length != given.Length)
            return false;
        var text = new ArrayBufferWriter<byte>(1536);
        foreach (var url in urls)
        {
            text.ResetWrittenCount();
            WriteSigned(text, url, parameters);
            foreach (var token in tokens)
                if (Matches(given, token, text.WrittenSpan))
                    return true;
        }
        return false;
    }

    /// <summary>The order in which parameters are signed: by name, then by value, ordinal and case-sensitive.</summary>
    public static void Sort(List<KeyValuePair<string, string>> parameters) =>
        parameters.Sort(
            static (a, b) =>
                string.CompareOrdinal(a.Key, b.Key) is var byName and not 0
                    ? byName
                    : string.CompareOrdinal(a.Value, b.Value)
        );

    private static void WriteSigned(
        ArrayBufferWriter<byte> text,
        string url,
        IReadOnlyList<KeyValuePair<string, string>> parameters
    )
    {
        Encoding.UTF8.GetBytes(url, text);
        for (var i = 0; i < parameters.Count; i++)
        {
            // A value that is sent twice under one name is signed once.
            if (i > 0 && parameters[i].Key == parameters[i - 1].Key && parameters[i].Value == parameters[i - 1].Value)
                continue;
            Encoding.UTF8.GetBytes(parameters[i].Key, text);
            Encoding.UTF8.GetBytes(parameters[i].Value, text);
        }
    }

    private static bool Matches(ReadOnlySpan<byte> given, byte[] token, ReadOnlySpan<byte> text)
    {
        Span<byte> right = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(token, text, right);
        return CryptographicOperations.FixedTimeEquals(given, right);
    }
}
