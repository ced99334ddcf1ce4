using System.Globalization;
using System.Xml.Linq;
using TwilioEmulator.TwiML.Schema;

namespace TwilioEmulator.TwiML;

/// <summary>
/// An element being parsed. What the schema does not take has been warned of by then: here a value that makes no
/// sense just gives the default, and a number above its bound gives the bound.
/// </summary>
internal sealed class VerbElement(XElement element, TwimlSchema schema)
{
    public string Name { get; } = TwimlSchema.NameOf(element);

    public IReadOnlyDictionary<string, string> Attributes { get; } =
        element
            .Attributes()
            .Where(each => !each.IsNamespaceDeclaration)
            .ToDictionary(TwimlSchema.NameOf, each => each.Value);

    /// <summary>All text inside, markup of speech left out, white space at the ends cut.</summary>
    public string InnerText => element.Value.Trim();

    /// <summary>The text directly inside, apart from that of child elements.</summary>
    public string OwnText => string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value)).Trim();

    /// <summary>The elements directly inside, those that do not belong there left out.</summary>
    public IEnumerable<VerbElement> Children =>
        element
            .Elements()
            .Where(child => schema.Allows(Name, TwimlSchema.NameOf(child)))
            .Select(child => new VerbElement(child, schema));

    public string? Text(string name) =>
        Attributes.TryGetValue(name, out var value) && value.Trim().Length > 0 ? value.Trim() : null;

    public int Int(string name, int fallback, int min = 0, int max = int.MaxValue) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min
            ? Math.Min(value, max)
            : fallback;

    public bool Bool(string name, bool fallback) =>
        Text(name) switch
        {
            "true" => true,
            "false" => false,
            _ => fallback,
        };

    /// <summary>One of several words; the first is the default.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> words) =>
        Text(name) is { } text && words.Contains(text) ? text : words[0];

    public string Method(string name = "method") => OneOf(name, "POST", "GET");

    /// <summary>A list of words with spaces between, as TwiML writes the events of a callback.</summary>
    public IReadOnlySet<string> WordSet(string name, IReadOnlySet<string> fallback) =>
        Text(name) is { } text
            ? text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal)
            : fallback;
}
