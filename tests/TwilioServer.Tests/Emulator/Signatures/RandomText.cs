using System.Text;

namespace TwilioServer.Tests.Emulator.Signatures;

/// <summary>Random words and addresses, of the kinds in which signatures go wrong.</summary>
internal sealed class RandomText(Random random)
{
    private const string HostLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string PathLetters = HostLetters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~!$'()*,;:@";
    private const string QueryLetters = PathLetters + "/?+";

    private static readonly string[] Pieces =
    [
        "+",
        "%",
        "&",
        "=",
        " ",
        "日本",
        "😀",
        "é",
        "e\u0301",
        "\r\n",
        "\0",
        "'",
        "+1",
    ];

    /// <summary>Text of any alphabet; never empty.</summary>
    public string Word()
    {
        var text = new StringBuilder();
        for (var length = random.Next(1, 12); length > 0; length--)
            text.Append(random.Next(4) == 0 ? Pieces[random.Next(Pieces.Length)] : Letter(QueryLetters));
        return text.ToString();
    }

    public string Url()
    {
        var text = new StringBuilder(random.Next(2) == 0 ? "http://" : "https://").Append(Host());
        if (random.Next(3) == 0)
            text.Append(':')
                .Append(
                    random.Next(4) == 0
                        ? random.Next(2) == 0
                            ? 443
                            : 80
                        : random.Next(1024, 65_536)
                );
        for (var segments = random.Next(1, 4); segments > 0; segments--)
            text.Append("/s").Append(Escaped(PathLetters));
        for (var fields = random.Next(4); fields > 0; fields--)
            text.Append(text.ToString().Contains('?') ? '&' : '?').Append("q=").Append(Escaped(QueryLetters));
        return text.ToString();
    }

    private string Host() =>
        random.Next(8) == 0
            ? "localhost"
            : "h" + new string([.. Enumerable.Range(0, 8).Select(_ => Letter(HostLetters))]) + ".test";

    /// <summary>Raw letters, and any character's percent escapes in either case.</summary>
    private string Escaped(string letters)
    {
        var text = new StringBuilder();
        for (var length = random.Next(10); length > 0; length--)
            text.Append(random.Next(5) == 0 ? Escape() : Letter(letters));
        return text.ToString();
    }

    private string Escape()
    {
        var escaped = Uri.EscapeDataString(Pieces[random.Next(Pieces.Length)]);
        return random.Next(2) == 0 ? escaped : escaped.ToLowerInvariant();
    }

    private char Letter(string letters) => letters[random.Next(letters.Length)];
}
