using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Journal;

/// <summary>
/// What makes two deliveries the same event: a keyed hash of everything that is signed. Twilio's signature has no time
/// in it, so a replay is recognised by this alone; the idempotency header is not signed and does not count.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process; the handles are finalized.")]
public sealed class EventIdentity(byte[] key)
{
    private const int IdentityBytes = 16;

    /// <summary>Of each thread: setting the key up anew costs as much as hashing a webhook.</summary>
    private readonly ThreadLocal<(IncrementalHash Hash, ArrayBufferWriter<byte> Text)> _hashing = new(() =>
        (IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key), new ArrayBufferWriter<byte>(1024))
    );

    /// <summary>The identity of a webhook.</summary>
    /// <param name="pathAndQuery">As it was requested, without the URL token.</param>
    /// <param name="parameters">Redacted, sorted by name.</param>
    public Guid OfWebhook(
        string accountSid,
        string pathAndQuery,
        IReadOnlyList<KeyValuePair<string, string>> parameters
    )
    {
        var (hash, text) = _hashing.Value;
        text.ResetWrittenCount();
        Write(text, accountSid);
        Write(text, pathAndQuery);
        foreach (var (name, value) in parameters)
        {
            Write(text, name);
            Write(text, value);
        }
        return Finish(hash, text.WrittenSpan);
    }

    /// <summary>A short word that tells this key from others and says nothing else about it.</summary>
    public string Fingerprint => Convert.ToHexStringLower(HMACSHA256.HashData(key, "fingerprint"u8)[..4]);

    /// <summary>The identity of an event of our own.</summary>
    /// <param name="occasion">What tells it from others of its type in its stream, such as a job and its attempt.</param>
    public Guid OfOwn(string type, string streamKey, string occasion)
    {
        var (hash, text) = _hashing.Value;
        text.ResetWrittenCount();
        Write(text, type);
        Write(text, streamKey);
        Write(text, occasion);
        return Finish(hash, text.WrittenSpan);
    }

    /// <summary>Each part ends with a byte that UTF-8 never has, so that no two lists of parts read the same.</summary>
    private static void Write(ArrayBufferWriter<byte> text, string part)
    {
        Encoding.UTF8.GetBytes(part, text);
        text.Write<byte>([0xFF]);
    }

    private static Guid Finish(IncrementalHash keyed, ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        keyed.AppendData(text);
        keyed.GetHashAndReset(hash);
        return new Guid(hash[..IdentityBytes], bigEndian: true);
    }
}
