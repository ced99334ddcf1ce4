using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TwilioServer.Redis;

/// <summary>A word of a command: text, bytes or a number.</summary>
public readonly struct RedisArgument
{
    private const int LongestNumber = 20;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _number;
    private readonly Kind _kind;

    private RedisArgument(Kind kind, string? text, ReadOnlyMemory<byte> bytes, long number)
    {
        _kind = kind;
        _text = text;
        _bytes = bytes;
        _number = number;
    }

    private enum Kind
    {
        Bytes,
        Text,
        Number,
    }

    public static implicit operator RedisArgument(string text) => new(Kind.Text, text, default, 0);

    public static implicit operator RedisArgument(byte[] bytes) => new(Kind.Bytes, null, bytes, 0);

    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(Kind.Bytes, null, bytes, 0);

    public static implicit operator RedisArgument(long number) => new(Kind.Number, null, default, number);

    /// <summary>Writes a command as an array of blobs, the only form in which Redis is sure to take any byte.</summary>
    public static void WriteCommand(IBufferWriter<byte> output, ReadOnlySpan<RedisArgument> command)
    {
        WriteHeader(output, (byte)'*', command.Length);
        foreach (ref readonly var argument in command)
            argument.WriteTo(output);
    }

    private void WriteTo(IBufferWriter<byte> output)
    {
        Span<byte> number = stackalloc byte[LongestNumber];
        switch (_kind)
        {
            case Kind.Text:
                WriteHeader(output, (byte)'$', Encoding.UTF8.GetByteCount(_text!));
                Encoding.UTF8.GetBytes(_text, output);
                break;
            case Kind.Number:
                Utf8Formatter.TryFormat(_number, number, out var length);
                WriteHeader(output, (byte)'$', length);
                output.Write(number[..length]);
                break;
            default:
                WriteHeader(output, (byte)'$', _bytes.Length);
                output.Write(_bytes.Span);
                break;
        }
        output.Write("\r\n"u8);
    }

    private static void WriteHeader(IBufferWriter<byte> output, byte type, int count)
    {
        var span = output.GetSpan(LongestNumber + 3);
        span[0] = type;
        Utf8Formatter.TryFormat(count, span[1..], out var length);
        "\r\n"u8.CopyTo(span[(length + 1)..]);
        output.Advance(length + 3);
    }
}
