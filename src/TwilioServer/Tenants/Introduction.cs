using System.Text.RegularExpressions;

namespace TwilioServer.Tenants;

/// <summary>The first text to a caller names the business and says how to stop, whoever worded it.</summary>
public static partial class Introduction
{
    /// <param name="isIntroduced">Whether the recipient was sent such a text before.</param>
    public static string Complete(string body, bool isIntroduced, string businessName, Phrases phrases)
    {
        if (isIntroduced)
            return body;
        var named = body.Contains(businessName, StringComparison.OrdinalIgnoreCase) ? body : $"{businessName}: {body}";
        return Stop().IsMatch(named) ? named : $"{named} {phrases.HowToStop}";
    }

    [GeneratedRegex(
        @"\bstop\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Stop();
}
