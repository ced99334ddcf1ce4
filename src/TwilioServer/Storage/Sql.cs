using System.Collections.Concurrent;

namespace TwilioServer.Storage;

/// <summary>The hand-written statements: each stands in a named .sql file beside the store that runs it.</summary>
public static class Sql
{
    private static readonly ConcurrentDictionary<string, string> Loaded = new(StringComparer.Ordinal);

    /// <summary>The text of a statement.</summary>
    /// <param name="name">Folder and file without ending, such as <c>Journal/insert-events</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such file: the build is incomplete.</exception>
    public static string Load(string name) => Loaded.GetOrAdd(name, Read);

    /// <summary>The names of all statements in a folder, migrations excepted.</summary>
    public static IReadOnlyList<string> Names() =>
        [
            .. Resources()
                .Where(name => !name.StartsWith(Migrator.Folder, StringComparison.Ordinal))
                .Select(name => name[..^".sql".Length]),
        ];

    internal static IEnumerable<string> Resources() =>
        typeof(Sql)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    internal static string ReadResource(string resource)
    {
        using var stream =
            typeof(Sql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The statement {resource} is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Read(string name) => ReadResource(name + ".sql");
}
