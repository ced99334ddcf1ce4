using System.Buffers.Text;
using System.Text;

namespace LoadGenerator.Http;

/// <summary>
/// As much of HTTP/1.1 as an answer to a webhook takes: a status, a length or chunks, a body. Pure; says nothing until
/// the answer is whole.
/// </summary>
internal static class AnswerParser
{
    public static bool TryParse(ReadOnlySpan<byte> received, out Answer answer)
    {
        answer = default;
        var headLength = received.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
            return false;
        var head = received[..headLength];
        var body = received[(headLength + 4)..];
        if (!TryBodyLength(head, body, out var bodyLength))
            return false;
        body = body[..bodyLength];
        var isTwiml = body.IndexOf("<Response"u8) >= 0;
        answer = new Answer(Status(head), isTwiml, headLength + 4 + bodyLength, Hash(body), IsLast(head));
        return true;
    }

    private static bool IsLast(ReadOnlySpan<byte> head) =>
        Ascii.EqualsIgnoreCase(Header(head, "connection"u8), "close"u8);

    /// <summary>FNV-1a: the same in every process.</summary>
    private static int Hash(ReadOnlySpan<byte> body)
    {
        var hash = 2166136261u;
        foreach (var one in body)
            hash = unchecked((hash ^ one) * 16777619u);
        return unchecked((int)hash);
    }

    // "HTTP/1.1 200 OK"
    private static int Status(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && Utf8Parser.TryParse(head[9..12], out int status, out _) ? status : 0;

    private static bool TryBodyLength(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, out int length)
    {
        if (Header(head, "transfer-encoding"u8).EndsWith("chunked"u8))
            return TryChunks(body, out length);
        // Without a length there is no body: 204 and the like.
        if (!Utf8Parser.TryParse(Header(head, "content-length"u8), out length, out _))
            length = 0;
        return body.Length >= length;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (
                line.Length > name.Length
                && line[name.Length] == ':'
                && Ascii.EqualsIgnoreCase(line[..name.Length], name)
            )
                return line[(name.Length + 1)..].Trim((byte)' ');
        }
        return default;
    }

    private static bool TryChunks(ReadOnlySpan<byte> body, out int length)
    {
        length = 0;
        while (true)
        {
            var line = body[length..].IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(body[length..], out int size, out _, 'x'))
                return false;
            length += line + 2 + size + 2;
            if (length > body.Length)
                return false;
            if (size == 0)
                return true;
        }
    }
}
