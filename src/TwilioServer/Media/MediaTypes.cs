using System.Text.RegularExpressions;

namespace TwilioServer.Media;

/// <summary>The types that are kept, and how their files begin. What a server says about a file is believed only if the file agrees.</summary>
internal static partial class MediaTypes
{
    /// <summary>As many bytes as tell whether a file is of its type.</summary>
    public const int HeadBytes = 12;

    private static readonly string[] Allowed =
    [
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "video/mp4",
        "video/3gpp",
        "application/pdf",
        "text/vcard",
        "text/plain",
    ];

    /// <summary>The type that a header names, in lower case and without parameters.</summary>
    /// <returns>Null where it is none that is kept.</returns>
    public static string? Read(string? header)
    {
        var type = (header ?? "").Split(';')[0].Trim(' ', '\t').ToLowerInvariant();
        return Allowed.Contains(type, StringComparer.Ordinal) || AudioPattern().IsMatch(type) ? type : null;
    }

    /// <param name="head">The first bytes; all of them where the file has fewer than <see cref="HeadBytes"/>.</param>
    public static bool Fits(string type, ReadOnlySpan<byte> head) =>
        type switch
        {
            "image/jpeg" => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
            "image/png" => head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            "image/gif" => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8),
            "image/webp" => head.Length >= HeadBytes && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8),
            "application/pdf" => head.StartsWith("%PDF-"u8),
            _ => true,
        };

    [GeneratedRegex(@"^audio/[a-z0-9][a-z0-9.+-]{0,59}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex AudioPattern();
}
