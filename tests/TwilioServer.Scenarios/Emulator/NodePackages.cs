using System.Diagnostics;
using System.Security.Cryptography;

namespace TwilioServer.Scenarios.Tools;

/// <summary>
/// Twilio's own, unmodified SDK and CLI, in the versions of <c>Emulator/npm/package-lock.json</c>. They are installed
/// once into <c>.local/npm</c>, and again when the lock file changes.
/// </summary>
internal static class NodePackages
{
    private const int OldestNode = 20;
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>The checkout that the tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder that holds <c>node_modules</c>.</summary>
    public static async Task<string> InstallAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return await InstallOnceAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<string> InstallOnceAsync()
    {
        await RequireNodeAsync();
        var source = Path.Combine(Root, "tests", "TwilioServer.Scenarios", "Emulator", "npm");
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"));
        var home = Path.Combine(Root, ".local", "npm", Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12]);
        if (Directory.Exists(home))
            return home;
        // Renamed when complete: an installation that was interrupted is never taken for a whole one.
        var draft = $"{home}.{Environment.ProcessId}";
        Directory.CreateDirectory(draft);
        foreach (var name in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(source, name), Path.Combine(draft, name), overwrite: true);
        var (exit, output) = await RunAsync(draft, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Assert.True(exit == 0, $"npm could not install Twilio's SDK and CLI:\n{output}");
        if (Directory.Exists(home))
            Directory.Delete(draft, recursive: true);
        else
            Directory.Move(draft, home);
        return home;
    }

    private static async Task RequireNodeAsync()
    {
        const string what =
            "These tests run Twilio's own SDK and CLI, which need Node.js 20 or later and npm. Install them with "
            + "apt-get install nodejs npm (Debian, Ubuntu), brew install node (macOS), or from https://nodejs.org.";
        var found = "";
        try
        {
            (_, found) = await RunAsync(Root, "node", "--version");
            await RunAsync(Root, "npm", "--version");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Assert.Fail($"{what} ({missing.Message})");
        }
        var isNewEnough = int.TryParse(found.Trim().TrimStart('v').Split('.')[0], out var major) && major >= OldestNode;
        Assert.True(isNewEnough, $"{what} Found: {found}");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string directory,
        string program,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "TwilioServer.slnx")))
            directory =
                Path.GetDirectoryName(directory.TrimEnd(Path.DirectorySeparatorChar))
                ?? throw new InvalidOperationException("The tests run inside the checkout that they were built from.");
        return directory;
    }
}
