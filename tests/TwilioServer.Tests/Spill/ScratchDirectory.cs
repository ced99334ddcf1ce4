namespace TwilioServer.Tests.Spill;

/// <summary>A directory for one test.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spill-test-").FullName;

    public IReadOnlyList<string> SpillFiles => Directory.GetFiles(Path, "*.spill");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
