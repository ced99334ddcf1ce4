using System.Xml.Linq;

namespace TwilioEmulator.TwiML.Schema;

/// <summary>
/// Checks a document against what Twilio's SDK and documentation know of TwiML. As at Twilio, a breach is warning
/// 12200 and no more: what is unknown is skipped, a bad value is replaced by the default, and the call goes on.
/// </summary>
internal sealed class TwimlSchema
{
    public static readonly TwimlSchema Voice = Load("voice");
    public static readonly TwimlSchema Messaging = Load("messaging");

    private const string Root = "Response";
    private readonly Dictionary<string, ElementRule> rules;

    private TwimlSchema(Dictionary<string, ElementRule> rules) => this.rules = rules;

    /// <summary>All that is wrong with a document whose root is Response, in the order in which it stands there.</summary>
    public IReadOnlyList<string> Check(XElement response)
    {
        var problems = new List<string>();
        Check(response, rules[Root], problems);
        return problems;
    }

    public bool Allows(string parent, string child) => rules[parent].Children.Contains(child);

    /// <summary>The name by which the schema knows an element; those of other namespaces are unknown.</summary>
    public static string NameOf(XElement element) => element.Name.ToString();

    /// <summary>The name of an attribute as it is written, as in <c>xml:lang</c>.</summary>
    public static string NameOf(XAttribute attribute) =>
        attribute.Name.Namespace == XNamespace.Xml ? "xml:" + attribute.Name.LocalName : attribute.Name.ToString();

    private void Check(XElement element, ElementRule rule, List<string> problems)
    {
        CheckAttributes(element, rule, problems);
        if (!rule.TakesText && element.Nodes().OfType<XText>().Any(text => !string.IsNullOrWhiteSpace(text.Value)))
            problems.Add($"Element '{rule.Name}' cannot have text inside");
        foreach (var child in element.Elements())
        {
            if (rule.Children.Contains(NameOf(child)))
                Check(child, rules[NameOf(child)], problems);
            else
                problems.Add(
                    rule.Name == Root
                        ? $"Invalid element: {child.Name.LocalName}"
                        : $"Element '{child.Name.LocalName}' is not allowed inside '{rule.Name}'"
                );
        }
    }

    private static void CheckAttributes(XElement element, ElementRule rule, List<string> problems)
    {
        foreach (var attribute in element.Attributes().Where(each => !each.IsNamespaceDeclaration))
        {
            var name = NameOf(attribute);
            if (!rule.Attributes.TryGetValue(name, out var allowed))
                problems.Add($"Attribute '{name}' is not allowed to appear in element '{rule.Name}'");
            else if (!allowed.Takes(attribute.Value))
                problems.Add($"Attribute '{name}' of element '{rule.Name}' has the invalid value '{attribute.Value}'");
        }
    }

    private static TwimlSchema Load(string name)
    {
        var words = WordLists.Load();
        return new TwimlSchema(
            SchemaText
                .Lines(name)
                .Select(line => ElementRule.Parse(line, words))
                .ToDictionary(rule => rule.Name, StringComparer.Ordinal)
        );
    }
}
