using System.Text.RegularExpressions;

namespace TwilioServer.Compliance;

/// <summary>The phrases of <c>opt-out-phrases.txt</c>: people read and change that file, not this one.</summary>
internal sealed class OptOutPhrases
{
    private const string Resource = "Compliance/opt-out-phrases.txt";

    /// <summary>
    /// Interpreted: these patterns without backtracking kept 92 MB of what they had met, and compiled they are megabytes of
    /// code. A text is cut to so many words that no stranger's can take long; the bound is for a pattern gone wrong.
    /// </summary>
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    private readonly Regex _guards;
    private readonly Regex[] _phrases;
    private readonly Regex _more;
    private readonly Regex _asked;
    private readonly Regex _rather;
    private readonly Regex _surely;

    private OptOutPhrases(string text)
    {
        var sections = Sections(text);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in sections["words"])
        {
            var (name, pattern) = (line[..line.IndexOf(" = ", StringComparison.Ordinal)], line);
            words[name] = Filled(pattern[(name.Length + 3)..], words);
        }
        _guards = Any(sections["guards"], words);
        _phrases = [.. sections["english and spanish"].Select(line => Pattern(Filled(line, words)))];
        _more = Any(sections["more"], words);
        _asked = Any(sections["not more"], words);
        _rather = Any(sections["rather a call"], words);
        _surely = Any(sections["surely"], words);
    }

    public static OptOutPhrases Shared { get; } = new(Read());

    /// <param name="words">Normalised.</param>
    public bool AsksForNoMore(string words)
    {
        var telling = _guards.Replace(words, " ").Replace("  ", " ", StringComparison.Ordinal).Trim();
        foreach (var phrase in _phrases)
            if (phrase.IsMatch(telling))
                return !_rather.IsMatch(words) || _surely.IsMatch(words);
        return false;
    }

    /// <param name="words">Normalised.</param>
    public bool AsksForMore(string words) => _more.IsMatch(words) && !_asked.IsMatch(words);

    private static Regex Any(IReadOnlyList<string> lines, Dictionary<string, string> words) =>
        Pattern(string.Join('|', lines.Select(line => $"(?:{Filled(line, words)})")));

    private static Regex Pattern(string pattern) => new(pattern, Options, TimeSpan.FromSeconds(1));

    private static string Filled(string line, Dictionary<string, string> words)
    {
        foreach (var (name, pattern) in words)
            line = line.Replace($"{{{name}}}", pattern, StringComparison.Ordinal);
        return line;
    }

    private static Dictionary<string, List<string>> Sections(string text)
    {
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? section = null;
        foreach (
            var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
        )
        {
            if (line[0] == '[' && line[^1] == ']')
                sections[line[1..^1]] = section = [];
            else
                (section ?? throw new InvalidDataException("A phrase stands before the first section.")).Add(line);
        }
        return sections;
    }

    private static string Read()
    {
        using var stream =
            typeof(OptOutPhrases).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
