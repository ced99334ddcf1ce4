using System.Security.Cryptography;

namespace TwilioServer.Spill;

/// <summary>The directory that the processes of a machine share for their spills; each file is one process's.</summary>
public sealed class SpillDirectory(string path, Ambient ambient)
{
    private const int ProbeBytes = 64 * 1024;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Makes it if need be, and writes to it as a spill would.</summary>
    /// <exception cref="IOException">The disk refused or is full.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write there.</exception>
    public void Check()
    {
        if (!Directory.Exists(Path))
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Path);
            else
                Directory.CreateDirectory(
                    Path,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
        }
        var probe = NewPath(".probe");
        try
        {
            using var handle = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(handle, RandomNumberGenerator.GetBytes(ProbeBytes), 0);
            RandomAccess.FlushToDisk(handle);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    /// <summary>A name that no other process makes, and that says whose it is.</summary>
    public string NewPath(string extension) =>
        System.IO.Path.Combine(
            Path,
            $"{Environment.MachineName}-{Environment.ProcessId}-{ambient.NewId():N}{extension}"
        );

    /// <summary>The files with such names that lie here, the oldest first: their ids grow with time.</summary>
    public IReadOnlyList<string> Files(string extension) =>
        Directory.Exists(Path)
            ?
            [
                .. Directory
                    .EnumerateFiles(Path, "*" + extension)
                    .OrderBy(file => file[(file.LastIndexOf('-') + 1)..], StringComparer.Ordinal),
            ]
            : [];
}
