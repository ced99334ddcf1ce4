using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>What a URL's token is worth.</summary>
public enum UrlTokenVerdict
{
    /// <summary>No token is configured: whatever the URL carries does not matter.</summary>
    NotAsked,
    Right,
    Missing,
    Wrong,
}

/// <summary>The webhook tokens that count now: the current one, the old one for a while, and announced ones.</summary>
/// <param name="hashOf">The hash under which announced tokens are known.</param>
internal sealed class UrlTokens(
    string? current,
    string? old,
    DateTimeOffset oldExpiresAt,
    IReadOnlyList<KnownToken> announced,
    Func<byte[], byte[]> hashOf,
    TimeProvider time
)
{
    private const int LongestToken = 200;
    private readonly byte[]? _current = current is null ? null : Encoding.ASCII.GetBytes(current);
    private readonly byte[]? _old = old is null ? null : Encoding.ASCII.GetBytes(old);

    public static readonly UrlTokens None = new(null, null, default, [], token => token, TimeProvider.System);

    public UrlTokenVerdict Check(in TargetQuery query)
    {
        if (_current is null)
            return UrlTokenVerdict.NotAsked;
        if (!query.HasToken)
            return UrlTokenVerdict.Missing;
        Span<byte> decoded = stackalloc byte[LongestToken];
        return TryDecode(query.Token, decoded, out var length) && Counts(decoded[..length])
            ? UrlTokenVerdict.Right
            : UrlTokenVerdict.Wrong;
    }

    private bool Counts(ReadOnlySpan<byte> token)
    {
        if (CryptographicOperations.FixedTimeEquals(token, _current))
            return true;
        var now = time.GetUtcNow();
        if (_old is not null && now < oldExpiresAt && CryptographicOperations.FixedTimeEquals(token, _old))
            return true;
        if (announced.Count == 0)
            return false;
        var hash = hashOf(token.ToArray());
        foreach (var other in announced)
            if (now < other.ExpiresAt && CryptographicOperations.FixedTimeEquals(hash, other.Hash))
                return true;
        return false;
    }

    /// <summary>
    /// Undoes percent-encoding alone: a plus is a plus. <c>openssl rand -base64</c> makes such tokens, and a URL may hold
    /// them as they are; both ways Twilio signs what the URL says.
    /// </summary>
    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> token, out int length)
    {
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (length == token.Length || !char.IsAscii(text[i]))
                return false;
            if (text[i] != '%')
            {
                token[length++] = (byte)text[i];
                continue;
            }
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return false;
            token[length++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
            i += 2;
        }
        return true;
    }
}
