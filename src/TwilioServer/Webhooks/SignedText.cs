using System.Buffers;
using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>
/// What a signature is made over, in one rented buffer: the URL, then each distinct name and value. Room is left in
/// front, so that the URL can be tried under another address without writing the rest again.
/// </summary>
internal ref struct SignedText
{
    private const int MostBytesPerChar = 3;

    private readonly byte[] _buffer;
    private readonly int _headRoom;
    private readonly int _end;

    /// <param name="headRoom">Bytes of the longest address that it will be tried under.</param>
    /// <param name="target">Path and query as they were requested.</param>
    /// <param name="parameters">Sorted by <see cref="RequestSignature.Sort"/>; empty for GET and JSON.</param>
    public SignedText(int headRoom, ReadOnlySpan<char> target, List<KeyValuePair<string, string>> parameters)
    {
        var chars = target.Length;
        foreach (var (name, value) in parameters)
            chars += name.Length + value.Length;
        _buffer = ArrayPool<byte>.Shared.Rent(headRoom + chars * MostBytesPerChar);
        _headRoom = headRoom;
        var text = _buffer.AsSpan();
        var end = headRoom + Encoding.UTF8.GetBytes(target, text[headRoom..]);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, value) = parameters[i];
            // A value that is sent twice under one name is signed once.
            if (i > 0 && parameters[i - 1].Key == name && parameters[i - 1].Value == value)
                continue;
            end += Encoding.UTF8.GetBytes(name, text[end..]);
            end += Encoding.UTF8.GetBytes(value, text[end..]);
        }
        _end = end;
    }

    /// <summary>The text with this address before the target.</summary>
    public readonly ReadOnlySpan<byte> Under(ReadOnlySpan<byte> address)
    {
        var start = _headRoom - address.Length;
        address.CopyTo(_buffer.AsSpan(start));
        return _buffer.AsSpan(start.._end);
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
