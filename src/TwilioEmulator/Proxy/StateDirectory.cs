namespace TwilioEmulator.Proxy;

/// <summary>The files that outlive a start: the certificate authority, and who is running.</summary>
internal sealed class StateDirectory
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public StateDirectory(string path) => FullPath = Path.GetFullPath(path);

    public string FullPath { get; }

    public string CaPath => Path.Combine(FullPath, "ca.pem");

    /// <summary>The authority's key together with its certificate, so that one cannot be without the other.</summary>
    public string CaKeyPath => Path.Combine(FullPath, "ca-key.pem");

    private string LockPath => Path.Combine(FullPath, "lock");

    public void Create() => Directory.CreateDirectory(FullPath);

    /// <summary>Keeps others, in this process and in others, from changing what outlives a start, until it is disposed.</summary>
    /// <exception cref="IOException">Somebody else keeps it for longer than any start takes.</exception>
    public FileStream Lock()
    {
        FileStream? held = null;
        return SpinWait.SpinUntil(() => (held = TryLock()) is not null, LockPatience)
            ? held!
            : throw new IOException($"{LockPath} is held by another program. Stop it, or delete the file.");
    }

    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another start has it.
            return null;
        }
    }

    /// <summary>The files of the emulators that run with this directory.</summary>
    public IEnumerable<string> RunningPaths() =>
        Directory.Exists(FullPath) ? Directory.EnumerateFiles(FullPath, "running-*.json") : [];

    public string RunningPath(int processId) => Path.Combine(FullPath, $"running-{processId}.json");

    /// <summary>Writes a whole file or nothing; others never see half of it.</summary>
    public static void Write(string path, string text, bool isSecret)
    {
        var draft = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
            how.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(draft, how))
            writer.Write(text);
        File.Move(draft, path, overwrite: true);
    }
}
