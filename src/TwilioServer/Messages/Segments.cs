using System.Buffers;
using System.Runtime.InteropServices;

namespace TwilioServer.Messages;

/// <summary>
/// How a text is cut into the pieces that are paid for: https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding.
/// A text of which every character is in GSM 03.38 has 160 septets in one segment and 153 in each of several; any other has 70
/// UTF-16 units, or 67. What takes two of either is not torn apart.
/// </summary>
/// <param name="Units">Septets, or UTF-16 units.</param>
/// <param name="Count">Segments, from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Segments(TextEncoding Encoding, int Units, int Count)
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Each is written after an escape.</summary>
    private const string Extension = "\f^{}\\[~]|€";

    private static readonly SearchValues<char> Gsm = SearchValues.Create(Basic + Extension);

    public static Segments Of(string text) =>
        text.AsSpan().ContainsAnyExcept(Gsm)
            ? Cut(
                text,
                TextEncoding.Ucs2,
                70,
                67,
                static (text, i) => char.IsSurrogatePair(text, i) ? 2 : 1,
                isPair: true
            )
            : Cut(
                text,
                TextEncoding.Gsm7,
                160,
                153,
                static (text, i) => Extension.Contains(text[i]) ? 2 : 1,
                isPair: false
            );

    /// <param name="width">What the character at a place takes.</param>
    /// <param name="isPair">Whether two units are two characters of the text.</param>
    private static Segments Cut(
        string text,
        TextEncoding encoding,
        int single,
        int several,
        Func<string, int, int> width,
        bool isPair
    )
    {
        var (units, count, used) = (0, 1, 0);
        for (var i = 0; i < text.Length; )
        {
            var taken = i + 1 < text.Length || !isPair ? width(text, i) : 1;
            units += taken;
            if (used + taken > several)
                (count, used) = (count + 1, 0);
            used += taken;
            i += isPair ? taken : 1;
        }
        return new Segments(encoding, units, units <= single ? 1 : count);
    }
}

public enum TextEncoding
{
    Gsm7,
    Ucs2,
}

internal static class TextEncodings
{
    /// <summary>The name that people know.</summary>
    public static string ToWord(this TextEncoding encoding) => encoding == TextEncoding.Gsm7 ? "GSM-7" : "UCS-2";
}
