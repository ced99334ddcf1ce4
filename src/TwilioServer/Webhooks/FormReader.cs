using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace TwilioServer.Webhooks;

/// <summary>
/// Reads <c>application/x-www-form-urlencoded</c> strictly: what PostgreSQL or a signature cannot hold is refused here,
/// before anything is written.
/// </summary>
public static class FormReader
{
    public const int MaxFields = 200;
    private const int MaxNameLength = 128;

    /// <summary>The fields in the order of the body; null with the reason when it is malformed.</summary>
    public static List<KeyValuePair<string, string>>? TryRead(ReadOnlySpan<byte> body, out string problem)
    {
        var fields = new List<KeyValuePair<string, string>>(40);
        var scratch = ArrayPool<byte>.Shared.Rent(Math.Max(body.Length, 1));
        try
        {
            problem = Read(body, scratch, fields);
            return problem.Length == 0 ? fields : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static string Read(ReadOnlySpan<byte> body, byte[] scratch, List<KeyValuePair<string, string>> fields)
    {
        while (body.Length > 0)
        {
            var end = body.IndexOf((byte)'&');
            var field = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (field.IsEmpty)
                continue;
            if (fields.Count == MaxFields)
                return "too many fields";
            var separator = field.IndexOf((byte)'=');
            var name = DecodeName(separator < 0 ? field : field[..separator], scratch);
            var value = separator < 0 ? "" : Decode(field[(separator + 1)..], scratch);
            if (name is null || value is null || name.Length is 0 or > MaxNameLength)
                return "a field is not valid percent-encoded UTF-8 without NUL";
            fields.Add(new(name, value));
        }
        return "";
    }

    /// <summary>Twilio's names are few and come with every request: each is one string for ever.</summary>
    private static string? DecodeName(ReadOnlySpan<byte> text, byte[] scratch)
    {
        Span<char> name = stackalloc char[MaxNameLength];
        return
            text.Length <= MaxNameLength
            && Encoding.ASCII.TryGetChars(text, name, out var length)
            && ParameterNames.Known.TryGetValue(name[..length], out var known)
            ? known
            : Decode(text, scratch);
    }

    private static string? Decode(ReadOnlySpan<byte> text, byte[] scratch)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b == '%')
            {
                if (
                    i + 2 >= text.Length
                    || Hex(text[i + 1]) is not (>= 0 and var high)
                    || Hex(text[i + 2]) is not (>= 0 and var low)
                )
                    return null;
                b = (byte)(high << 4 | low);
                i += 2;
            }
            else if (b == '+')
            {
                b = (byte)' ';
            }
            if (b == 0)
                return null;
            scratch[length++] = b;
        }
        var decoded = scratch.AsSpan(0, length);
        return Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded) : null;
    }

    private static int Hex(byte digit) =>
        digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
}
