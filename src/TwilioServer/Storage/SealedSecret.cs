using System.Security.Cryptography;

namespace TwilioServer.Storage;

/// <summary>Secrets as the database keeps them: AES-GCM, as nonce, tag and ciphertext in one value.</summary>
public static class SealedSecret
{
    private static readonly int NonceEnd = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagEnd = NonceEnd + AesGcm.TagByteSizes.MaxSize;

    /// <param name="place">Where the value belongs, so that it does not open anywhere else; empty for a key.</param>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> place = default)
    {
        var value = new byte[TagEnd + secret.Length];
        RandomNumberGenerator.Fill(value.AsSpan(0, NonceEnd));
        using var aes = new AesGcm(key, TagEnd - NonceEnd);
        aes.Encrypt(value.AsSpan(0, NonceEnd), secret, value.AsSpan(TagEnd), value.AsSpan(NonceEnd..TagEnd), place);
        return value;
    }

    /// <exception cref="CryptographicException">Another key sealed it, for another place, or it was changed.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> place = default)
    {
        if (value.Length < TagEnd)
            throw new CryptographicException("A sealed secret is too short to be one.");
        var secret = new byte[value.Length - TagEnd];
        using var aes = new AesGcm(key, TagEnd - NonceEnd);
        aes.Decrypt(value[..NonceEnd], value[TagEnd..], value[NonceEnd..TagEnd], secret, place);
        return secret;
    }
}
