using System.Security.Cryptography;

namespace TwilioServer.Webhooks;

/// <summary>
/// Twilio's request signature: https://www.twilio.com/docs/usage/security#validating-requests. HMAC-SHA1, keyed with
/// the account's auth token, over the URL and each distinct name and value, sorted by name; base64.
/// </summary>
public static class RequestSignature
{
    public const string Header = "X-Twilio-Signature";
    private const int Length = 28;

    /// <summary>Whether the key signed this URL with these parameters.</summary>
    /// <param name="parameters">The POST parameters, sorted by <see cref="Sort"/>; empty for GET and JSON.</param>
    public static bool IsValid(
        ReadOnlySpan<char> signature,
        ReadOnlySpan<char> url,
        List<KeyValuePair<string, string>> parameters,
        SigningKey key
    )
    {
        Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
        if (!TryRead(signature, given))
            return false;
        using var text = new SignedText(0, url, parameters);
        return key.Signed(text.Under([]), given);
    }

    /// <summary>The order in which parameters are signed: by name, then by value, ordinal and case-sensitive.</summary>
    public static void Sort(List<KeyValuePair<string, string>> parameters) =>
        parameters.Sort(
            static (a, b) =>
                string.CompareOrdinal(a.Key, b.Key) is var byName and not 0
                    ? byName
                    : string.CompareOrdinal(a.Value, b.Value)
        );

    /// <summary>The bytes of a signature; false when the header holds nothing that could be one.</summary>
    /// <param name="bytes">As many as the hash has.</param>
    internal static bool TryRead(ReadOnlySpan<char> signature, Span<byte> bytes) =>
        signature.Length == Length
        && Convert.TryFromBase64Chars(signature, bytes, out var length)
        && length == bytes.Length;
}
