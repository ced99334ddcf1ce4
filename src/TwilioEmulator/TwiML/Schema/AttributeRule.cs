using System.Globalization;

namespace TwilioEmulator.TwiML.Schema;

/// <summary>
/// Which values one attribute takes: any text, true or false, a whole number within bounds, or words of a list;
/// a list attribute takes several, with spaces or commas between.
/// </summary>
internal sealed record AttributeRule(string Type, bool IsList, IReadOnlySet<string>? Words, int Min, int Max)
{
    /// <summary>Reads <c>string</c>, <c>boolean</c>, <c>int(1..600)</c>, or the name of a list of words, perhaps with [].</summary>
    public static AttributeRule Parse(string text, IReadOnlyDictionary<string, IReadOnlySet<string>> words)
    {
        var isList = text.EndsWith("[]", StringComparison.Ordinal);
        var type = isList ? text[..^2] : text;
        if (type is "string" or "boolean")
            return new AttributeRule(type, isList, null, 0, 0);
        if (!type.StartsWith("int", StringComparison.Ordinal))
            return new AttributeRule("word", isList, words[type], 0, 0);
        var bounds = type["int".Length..].Trim('(', ')').Split("..");
        return new AttributeRule("int", isList, null, BoundOf(bounds, 0, 0), BoundOf(bounds, 1, int.MaxValue));
    }

    /// <summary>An attribute left empty counts as one left out, as it does for Twilio.</summary>
    public bool Takes(string value)
    {
        var text = value.Trim();
        return text.Length == 0
            || (IsList ? text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).All(TakesOne) : TakesOne(text));
    }

    private bool TakesOne(string text) =>
        Type switch
        {
            "boolean" => text is "true" or "false",
            "int" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= Min
                && number <= Max,
            "word" => Words!.Contains(text),
            _ => true,
        };

    private static int BoundOf(string[] bounds, int index, int fallback) =>
        index < bounds.Length && bounds[index].Length > 0
            ? int.Parse(bounds[index], CultureInfo.InvariantCulture)
            : fallback;
}
