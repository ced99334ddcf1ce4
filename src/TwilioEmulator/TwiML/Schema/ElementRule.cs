namespace TwilioEmulator.TwiML.Schema;

/// <summary>What one element may carry and hold.</summary>
/// <param name="TakesText">Whether characters may stand directly inside.</param>
internal sealed record ElementRule(
    string Name,
    bool TakesText,
    IReadOnlyDictionary<string, AttributeRule> Attributes,
    IReadOnlySet<string> Children
)
{
    /// <summary>Reads one line of the schema: <c>Name text attribute=type … > Child …</c>.</summary>
    public static ElementRule Parse(string line, IReadOnlyDictionary<string, IReadOnlySet<string>> words)
    {
        var halves = line.Split(" > ");
        var parts = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var attributes = parts
            .Where(part => part.Contains('='))
            .Select(part => part.Split('='))
            .ToDictionary(pair => pair[0], pair => AttributeRule.Parse(pair[1], words), StringComparer.Ordinal);
        var children = halves.Length > 1 ? halves[1].Split(' ') : [];
        return new ElementRule(
            parts[0],
            parts.Contains("text"),
            attributes,
            children.ToHashSet(StringComparer.Ordinal)
        );
    }
}
