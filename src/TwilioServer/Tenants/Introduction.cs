using System.Text.RegularExpressions;

namespace TwilioServer.Tenants;

/// <summary>The first text to a caller names the business and says how to stop, whoever worded it.</summary>
public static partial class Introduction
{
    /// <summary>As many characters as Twilio takes: https://www.twilio.com/docs/messaging/api/message-resource.</summary>
    private const int MostCharacters = 1600;

    /// <summary>A text that is too long with what is added loses its own last words, not what is added.</summary>
    /// <param name="isIntroduced">Whether the recipient was sent such a text before.</param>
    public static string Complete(string body, bool isIntroduced, string businessName, Phrases phrases)
    {
        if (isIntroduced)
            return Cut(body, MostCharacters);
        var named = body.Contains(businessName, StringComparison.OrdinalIgnoreCase) ? body : $"{businessName}: {body}";
        if (SaysHowToStop(named))
            return Cut(named, MostCharacters);
        var howToStop = " " + phrases.HowToStop;
        return Cut(named, MostCharacters - howToStop.Length) + howToStop;
    }

    public static bool SaysHowToStop(string body) => Stop().IsMatch(body);

    /// <summary>As many characters as Twilio takes.</summary>
    public static string Cut(string text) => Cut(text, MostCharacters);

    /// <summary>Cuts what is too long, and no character in two.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = most - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    [GeneratedRegex(
        @"\bstop\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Stop();
}
