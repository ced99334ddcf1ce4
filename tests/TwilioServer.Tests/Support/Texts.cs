using FsCheck;
using FsCheck.Fluent;

namespace TwilioServer.Tests.Support;

/// <summary>Random text of the kinds that break programs.</summary>
internal static class Texts
{
    private static readonly string[] Pieces =
    [
        "",
        " ",
        "a",
        "Zoë's Café & Sons",
        "日本",
        "😀",
        "\uD83D",
        "\uDE00",
        "\u0000",
        "\u0001",
        "\u000B",
        "\u001F",
        "\uFFFE",
        "\uFFFF",
        "\r\n\t",
        "<",
        ">",
        "&",
        "\"",
        "'",
        "]]>",
        "<!--",
        "</Say>",
        "</Dial>",
        "<Hangup/>",
        "<Dial>+19005550100</Dial>",
        "&lt;",
        "&#0;",
        "{businessName}",
        "%00",
        "+",
        "=",
        "/",
        "\u202E",
        "\u00A0",
        "x",
    ];

    /// <summary>Any UTF-16, also such as no encoding holds.</summary>
    public static Gen<string> Any { get; } =
        Gen.OneOf(Gen.Elements(Pieces), Gen.Choose(0, 0xFFFF).Select(code => ((char)code).ToString()))
            .ListOf()
            .Select(parts => string.Concat(parts));

    /// <summary>Text that UTF-8 and PostgreSQL hold.</summary>
    public static Gen<string> Storable { get; } =
        Any.Select(text => string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0)));
}
