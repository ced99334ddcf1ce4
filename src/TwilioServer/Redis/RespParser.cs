using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TwilioServer.Redis;

/// <summary>
/// Reads RESP2 replies from bytes that arrive in pieces of any size. What was read is kept between the pieces, so that
/// a large reply is never read twice.
/// </summary>
public sealed class RespParser
{
    /// <summary>Nothing that we ask for is larger; a length beyond it is not an answer to us.</summary>
    public const int LongestBlob = 64 * 1024 * 1024;
    private const int LongestLine = 64 * 1024;
    private const int LongestArray = 1024 * 1024;
    private const int DeepestArray = 16;

    private readonly Stack<PartialArray> _arrays = new();
    private byte[]? _blob;
    private int _filled;

    /// <summary>Reads one reply if it is complete; takes from the buffer what was read.</summary>
    /// <exception cref="RedisProtocolException">The bytes are no replies; nothing after them can be read.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RedisReply reply)
    {
        while (TryReadValue(ref buffer, out var value))
        {
            if (Nest(value, out reply))
                return true;
        }
        reply = default;
        return false;
    }

    /// <summary>Puts a value into the array that it belongs to.</summary>
    /// <returns>Whether a whole reply is there.</returns>
    private bool Nest(RedisReply? value, out RedisReply reply)
    {
        reply = value ?? default;
        if (value is null)
            return false;
        while (_arrays.TryPeek(out var array))
        {
            if (!array.Add(reply))
                return false;
            _arrays.Pop();
            reply = array.ToReply();
        }
        return true;
    }

    /// <summary>Reads a value; a null one is the beginning of an array, whose items follow.</summary>
    private bool TryReadValue(ref ReadOnlySequence<byte> buffer, out RedisReply? value)
    {
        value = null;
        if (_blob is not null)
            return TryFillBlob(ref buffer, out value);
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            if (buffer.Length > LongestLine)
                throw new RedisProtocolException("A line of a Redis reply does not end.");
            return false;
        }
        buffer = buffer.Slice(reader.Position);
        if (line.IsEmpty)
            throw new RedisProtocolException("A Redis reply has no type.");
        var type = line.FirstSpan[0];
        var rest = line.Slice(1);
        switch (type)
        {
            case (byte)'+':
                value = RedisReply.OfText(Encoding.UTF8.GetString(rest));
                return true;
            case (byte)'-':
                value = RedisReply.OfError(Encoding.UTF8.GetString(rest));
                return true;
            case (byte)':':
                value = RedisReply.OfInteger(Number(rest));
                return true;
            case (byte)'$':
                return BeginBlob(Length(rest, LongestBlob), ref buffer, out value);
            case (byte)'*':
                value = BeginArray(Length(rest, LongestArray));
                return true;
            default:
                throw new RedisProtocolException("A Redis reply has an unknown type.");
        }
    }

    private bool BeginBlob(int length, ref ReadOnlySequence<byte> buffer, out RedisReply? value)
    {
        value = RedisReply.Nil;
        if (length < 0)
            return true;
        _blob = new byte[length];
        _filled = 0;
        return TryFillBlob(ref buffer, out value);
    }

    private bool TryFillBlob(ref ReadOnlySequence<byte> buffer, out RedisReply? value)
    {
        value = null;
        var count = (int)Math.Min(buffer.Length, _blob!.Length - _filled);
        buffer.Slice(0, count).CopyTo(_blob.AsSpan(_filled));
        buffer = buffer.Slice(count);
        _filled += count;
        if (_filled < _blob.Length || buffer.Length < 2)
            return false;
        Span<byte> end = stackalloc byte[2];
        buffer.Slice(0, 2).CopyTo(end);
        if (!end.SequenceEqual("\r\n"u8))
            throw new RedisProtocolException("A Redis blob is longer than it said.");
        buffer = buffer.Slice(2);
        value = RedisReply.OfBlob(_blob);
        _blob = null;
        return true;
    }

    private RedisReply? BeginArray(int length)
    {
        if (length < 0)
            return RedisReply.Nil;
        if (length == 0)
            return RedisReply.OfArray([]);
        if (_arrays.Count == DeepestArray)
            throw new RedisProtocolException("A Redis reply is nested too deeply.");
        _arrays.Push(new PartialArray(length));
        return null;
    }

    private static int Length(ReadOnlySequence<byte> line, int longest)
    {
        var length = Number(line);
        return length >= -1 && length <= longest
            ? (int)length
            : throw new RedisProtocolException("A length in a Redis reply is out of range.");
    }

    private static long Number(ReadOnlySequence<byte> line)
    {
        Span<byte> digits = stackalloc byte[20];
        if (line.Length is > 0 and <= 20)
        {
            line.CopyTo(digits);
            digits = digits[..(int)line.Length];
            if (Utf8Parser.TryParse(digits, out long number, out var read) && read == digits.Length)
                return number;
        }
        throw new RedisProtocolException("A number in a Redis reply is none.");
    }

    /// <summary>Grows as items come: a length is only a claim.</summary>
    private sealed class PartialArray(int length)
    {
        private readonly List<RedisReply> _items = new(Math.Min(length, 256));

        /// <returns>Whether it is complete.</returns>
        public bool Add(RedisReply item)
        {
            _items.Add(item);
            return _items.Count == length;
        }

        public RedisReply ToReply() => RedisReply.OfArray([.. _items]);
    }
}
