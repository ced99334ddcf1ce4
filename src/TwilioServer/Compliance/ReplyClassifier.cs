using System.Collections.Frozen;
using System.Text;

namespace TwilioServer.Compliance;

/// <summary>
/// Tells what a text asks for. Pure: words and patterns, no model, so that every verdict can be explained and repeated. A
/// text that is wrongly taken for a stop costs a customer, one that is wrongly not taken for one breaks the law: in doubt
/// it is a stop, but a plumber is asked to stop leaks, and to stop by.
/// </summary>
public static class ReplyClassifier
{
    private const int FirstWords = 40;
    private const int LastWords = 20;

    /// <summary>Twilio's default keywords: https://help.twilio.com/articles/223134027.</summary>
    private static readonly FrozenSet<string> TwilioKeywords = new[]
    {
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same, whatever is written around them.</summary>
    private static readonly FrozenSet<string> StopWords = Words(
        "stop",
        "stopall",
        "stop all",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "opt out"
    );

    private static readonly FrozenSet<string> StartKeywords = Words("start", "unstop", "yes");
    private static readonly FrozenSet<string> HelpKeywords = Words("help", "info", "ayuda");

    public static ReplyKind Classify(string body)
    {
        // Twilio acts on a keyword that stands alone, and on nothing that is written around it.
        if (TwilioKeywords.Contains(body.Trim()))
            return ReplyKind.StopKeyword;
        var words = Normalise(body);
        if (StopWords.Contains(words))
            return ReplyKind.Stop;
        if (StartKeywords.Contains(words))
            return ReplyKind.Start;
        if (HelpKeywords.Contains(words))
            return ReplyKind.Help;
        var phrases = OptOutPhrases.Shared;
        if (phrases.AsksForMore(words))
            return ReplyKind.Start;
        return phrases.AsksForNoMore(words) ? ReplyKind.Stop : ReplyKind.None;
    }

    /// <summary>
    /// Lower case, without accents and apostrophes, one space between words; letters that were spaced out stand together
    /// again, and the stop sign is a word.
    /// </summary>
    internal static string Normalise(string body)
    {
        var words = new StringBuilder(body.Length);
        foreach (var rune in body.EnumerateRunes())
            Append(words, rune);
        return Joined(Cut(words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Who wants no more texts says so at the beginning or at the end.</summary>
    private static string[] Cut(string[] words) =>
        words.Length <= FirstWords + LastWords ? words : [.. words[..FirstWords], .. words[^LastWords..]];

    private static void Append(StringBuilder words, Rune rune)
    {
        switch (rune.Value)
        {
            case '\'' or '’' or '`':
                break;
            case 0x1F6D1:
                words.Append(" stop ");
                break;
            case >= 'A' and <= 'Z':
                words.Append((char)(rune.Value | 0x20));
                break;
            case (>= 'a' and <= 'z') or (>= '0' and <= '9'):
                words.Append((char)rune.Value);
                break;
            default:
                words.Append(Plain(rune.Value));
                break;
        }
    }

    private static char Plain(int letter) =>
        letter switch
        {
            'á' or 'Á' or 'à' => 'a',
            'é' or 'É' or 'è' => 'e',
            'í' or 'Í' => 'i',
            'ó' or 'Ó' => 'o',
            'ú' or 'Ú' or 'ü' or 'Ü' => 'u',
            'ñ' or 'Ñ' => 'n',
            _ => ' ',
        };

    /// <summary>Three letters or more that stand alone beside each other are one word.</summary>
    private static string Joined(string[] words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
        {
            var end = i;
            while (end < words.Length && words[end].Length == 1 && char.IsAsciiLetter(words[end][0]))
                end++;
            if (text.Length > 0)
                text.Append(' ');
            if (end - i >= 3)
            {
                text.AppendJoin("", words[i..end]);
                i = end - 1;
            }
            else
            {
                text.Append(words[i]);
            }
        }
        return text.ToString();
    }

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
