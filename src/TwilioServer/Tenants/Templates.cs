using System.Globalization;
using System.Text;

namespace TwilioServer.Tenants;

/// <summary>
/// Greetings and texts with placeholders. Values are put in once: a name that looks like a placeholder stays a name.
/// </summary>
public static class Templates
{
    public const string BusinessName = "{businessName}";

    /// <summary>When the business opens next, by its own clocks, such as <c>Monday 8:00 AM</c>.</summary>
    public const string OpeningTime = "{openingTime}";

    /// <summary>The city of the caller's number, or "your area" where it is not known.</summary>
    public const string CallerCity = "{callerCity}";

    /// <summary>What may stand in what is spoken.</summary>
    public static readonly IReadOnlyList<string> InSpeech = [BusinessName, OpeningTime];

    /// <summary>What may stand in a text to a caller.</summary>
    public static readonly IReadOnlyList<string> InTexts = [BusinessName, OpeningTime, CallerCity];

    /// <param name="value">The value of a placeholder, which is given with its braces; null for what is none.</param>
    public static string Fill(string template, Func<string, string?> value)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
            return template;
        var filled = new StringBuilder(template.Length + 32);
        for (var i = 0; i < template.Length; )
        {
            var end = template[i] == '{' ? template.IndexOf('}', i) : -1;
            if (end > 0 && value(template[i..(end + 1)]) is { } known)
            {
                filled.Append(known);
                i = end + 1;
            }
            else
                filled.Append(template[i++]);
        }
        return filled.ToString();
    }

    /// <summary>What is wrong with a template, in words; null where nothing is.</summary>
    /// <param name="allowed">The placeholders that may stand in it.</param>
    public static string? ProblemOf(string template, IReadOnlyList<string> allowed)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '}')
                return "a } closes nothing.";
            if (template[i] != '{')
                continue;
            var end = template.AsSpan(i + 1).IndexOfAny('{', '}') + i + 1;
            if (end == i || template[end] == '{')
                return "a { is not closed.";
            if (!allowed.Contains(template[i..(end + 1)], StringComparer.Ordinal))
                return $"the placeholders are {string.Join(", ", allowed)}.";
            i = end;
        }
        return null;
    }

    /// <summary>Twilio's <c>FromCity</c>, which is in capitals, as people write it; null where it is none.</summary>
    public static string? PlaceName(string? city)
    {
        if (city is not { Length: > 0 and <= 60 } || !city.All(c => char.IsLetter(c) || c is ' ' or '.' or '-' or '\''))
            return null;
        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(city.Trim().ToLowerInvariant()) is { Length: > 0 } name
            ? name
            : null;
    }
}
