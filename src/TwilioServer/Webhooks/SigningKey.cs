using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>
/// An auth token as the key of Twilio's signatures. Each thread has a keyed hash of its own: setting up the key anew
/// costs nearly as much as hashing a webhook, and one hash shared by threads would mix their requests.
/// </summary>
[SuppressMessage(
    "Security",
    "CA5350",
    Justification = "Twilio signs with HMAC-SHA1; the algorithm is not ours to choose."
)]
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the account; the handles are finalized.")]
public sealed class SigningKey
{
    private readonly ThreadLocal<IncrementalHash> _hash;

    public SigningKey(string authToken)
    {
        var key = Encoding.UTF8.GetBytes(authToken);
        _hash = new ThreadLocal<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key));
    }

    /// <summary>Whether this key made the signature over the text. Compares in constant time.</summary>
    public bool Signed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        Span<byte> right = stackalloc byte[HMACSHA1.HashSizeInBytes];
        Hash(text, right);
        return CryptographicOperations.FixedTimeEquals(signature, right);
    }

    /// <summary>The signature of a text, for checking ourselves; it never leaves the process.</summary>
    internal string Sign(ReadOnlySpan<byte> text)
    {
        Span<byte> signature = stackalloc byte[HMACSHA1.HashSizeInBytes];
        Hash(text, signature);
        return Convert.ToBase64String(signature);
    }

    private void Hash(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        var keyed = _hash.Value!;
        keyed.AppendData(text);
        keyed.GetHashAndReset(hash);
    }
}
