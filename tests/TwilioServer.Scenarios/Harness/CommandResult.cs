using System.Diagnostics;

namespace TwilioServer.Scenarios.Harness;

/// <summary>What a command printed, and how it ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    internal static async Task<CommandResult> RunAsync(
        string exe,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string input = ""
    )
    {
        var start = new ProcessStartInfo(exe, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
