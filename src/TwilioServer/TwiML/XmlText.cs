using System.Text;

namespace TwilioServer.TwiML;

/// <summary>Character data and attribute values of XML 1.0.</summary>
public static class XmlText
{
    /// <summary>Appends text so that it stays text: markup is escaped, and what XML 1.0 cannot hold becomes U+FFFD.</summary>
    public static void Append(StringBuilder xml, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
                xml.Append(c).Append(text[++i]);
            else
                AppendChar(xml, c);
        }
    }

    private static void AppendChar(StringBuilder xml, char c)
    {
        switch (c)
        {
            case '<':
                xml.Append("&lt;");
                break;
            case '>':
                xml.Append("&gt;");
                break;
            case '&':
                xml.Append("&amp;");
                break;
            case '"':
                xml.Append("&quot;");
                break;
            case '\r' or '\n' or '\t':
                xml.Append("&#").Append((int)c).Append(';');
                break;
            default:
                xml.Append(IsCharacter(c) ? c : '\uFFFD');
                break;
        }
    }

    /// <summary>Production 2 of XML 1.0, for one UTF-16 unit that is no half of a pair.</summary>
    private static bool IsCharacter(char c) => c is >= ' ' and <= '\uD7FF' or >= '\uE000' and <= '\uFFFD';
}
