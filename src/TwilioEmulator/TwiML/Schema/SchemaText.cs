namespace TwilioEmulator.TwiML.Schema;

/// <summary>The schema's text files, which travel inside the program.</summary>
internal static class SchemaText
{
    /// <summary>The lines of one file without comments.</summary>
    public static IReadOnlyList<string> Lines(string name)
    {
        using var stream = typeof(SchemaText).Assembly.GetManifestResourceStream($"twiml-{name}.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
    }
}
