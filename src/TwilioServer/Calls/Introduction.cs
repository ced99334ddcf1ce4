using System.Text.RegularExpressions;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>The first text to a caller names the business and says how to stop, whoever worded it.</summary>
public static partial class Introduction
{
    /// <param name="contact">The caller's row; null where it is not known, which counts as never texted.</param>
    public static string Complete(string body, ContactState? contact, string businessName, Phrases phrases)
    {
        if (contact?.IntroducedAt is not null)
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
