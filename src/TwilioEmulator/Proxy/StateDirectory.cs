namespace TwilioEmulator.Proxy;

/// <summary>The files that outlive a start: the certificate authority, and who is running.</summary>
internal sealed class StateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public StateDirectory(string path) => FullPath = Path.GetFullPath(path);

    public string FullPath { get; }

    public string CaPath => Path.Combine(FullPath, "ca.pem");

    /// <summary>The authority's key together with its certificate, so that one cannot be without the other.</summary>
    public string CaKeyPath => Path.Combine(FullPath, "ca-key.pem");

    public void Create() => Directory.CreateDirectory(FullPath);

    /// <summary>The files of the emulators that run with this directory.</summary>
    public IEnumerable<string> RunningPaths() =>
        Directory.Exists(FullPath) ? Directory.EnumerateFiles(FullPath, "running-*.json") : [];

    public string RunningPath(int processId) => Path.Combine(FullPath, $"running-{processId}.json");

    /// <summary>Writes a whole file or nothing; others never see half of it.</summary>
    public static void Write(string path, string text, bool isSecret, bool overwrite = true)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
            how.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(draft, how))
            writer.Write(text);
        if (overwrite || !File.Exists(path))
            File.Move(draft, path, overwrite);
        else
            File.Delete(draft);
    }
}
