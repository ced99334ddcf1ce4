namespace TwilioServer.Tests.Support;

/// <summary>The files of the repository, found from wherever the tests run.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string PathTo(string relativePath) => Path.Combine(Root, relativePath);

    public static string Read(string relativePath) => File.ReadAllText(PathTo(relativePath));

    /// <summary>The C# files below a folder, each with its path from the repository's root.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory
            .EnumerateFiles(PathTo(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, Read(path)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.EnumerateFiles("*.slnx").Any())
                return folder.FullName;
        throw new InvalidOperationException($"No solution file above {AppContext.BaseDirectory}.");
    }
}
