using System.Globalization;
using System.Xml.Linq;

namespace TwilioEmulator.TwiML;

/// <summary>
/// An element being parsed. A value that Twilio does not take is a warning, and the default holds instead.
/// </summary>
internal sealed class VerbElement(XElement element, List<string> warnings)
{
    public string Name { get; } = element.Name.LocalName;

    public IReadOnlyDictionary<string, string> Attributes { get; } =
        element.Attributes().Where(each => !each.IsNamespaceDeclaration).ToDictionary(NameOf, each => each.Value);

    /// <summary>All text inside, markup of speech left out, white space at the ends cut.</summary>
    public string InnerText => element.Value.Trim();

    /// <summary>The text directly inside, apart from that of child elements.</summary>
    public string OwnText => string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value)).Trim();

    public IEnumerable<VerbElement> Children => element.Elements().Select(child => new VerbElement(child, warnings));

    /// <summary>Warns about attributes that are not in the list of the verb.</summary>
    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach (var name in Attributes.Keys)
        {
            if (!names.Contains(name))
                Warn($"Attribute '{name}' is not allowed to appear in element '{Name}'");
        }
    }

    public void Warn(string message) => warnings.Add(message);

    public string? Text(string name) =>
        Attributes.TryGetValue(name, out var value) && value.Trim().Length > 0 ? value.Trim() : null;

    public int Int(string name, int fallback, int min = 0, int max = int.MaxValue)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min)
            return Math.Min(value, max);
        return WarnAndUse(name, text, fallback);
    }

    public bool Bool(string name, bool fallback) =>
        Text(name) switch
        {
            null => fallback,
            "true" => true,
            "false" => false,
            var text => WarnAndUse(name, text, fallback),
        };

    /// <summary>One of several words; the first is the default.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> words) =>
        Text(name) is not { } text ? words[0]
        : words.Contains(text) ? text
        : WarnAndUse(name, text, words[0]);

    public string Method(string name = "method") => OneOf(name, "POST", "GET");

    /// <summary>A list of words with spaces between, as TwiML writes the events of a callback.</summary>
    public IReadOnlySet<string> EventSet(string name, IReadOnlySet<string> fallback) =>
        Text(name) is { } text
            ? text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal)
            : fallback;

    private static string NameOf(XAttribute attribute) =>
        attribute.Name.Namespace == XNamespace.Xml ? "xml:" + attribute.Name.LocalName : attribute.Name.ToString();

    private T WarnAndUse<T>(string name, string value, T fallback)
    {
        Warn($"Attribute '{name}' of element '{Name}' has the invalid value '{value}'");
        return fallback;
    }
}
