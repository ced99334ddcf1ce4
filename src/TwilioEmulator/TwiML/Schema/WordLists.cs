namespace TwilioEmulator.TwiML.Schema;

/// <summary>The named lists of words: languages, voices, events, tracks…</summary>
internal static class WordLists
{
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Load()
    {
        var lists = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in SchemaText.Lines("words"))
        {
            if (line[0] == ' ')
                words.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            else
                lists[line] = words = new HashSet<string>(StringComparer.Ordinal);
        }
        return lists;
    }
}
