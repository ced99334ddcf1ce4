using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LoadGenerator.Startup;

/// <summary>The measured program. It does not outlive its measuring.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly Task _logging;

    public ServerProcess(string file, IEnumerable<string> arguments, Stream log)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        log = Stream.Synchronized(log);
        _logging = Task.WhenAll(
            _process.StandardOutput.BaseStream.CopyToAsync(log),
            _process.StandardError.BaseStream.CopyToAsync(log)
        );
    }

    public void ThrowIfExited()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"The server exited with code {_process.ExitCode} before it answered.");
    }

    public async Task<TimeSpan> StopAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        _ = Kill(_process.Id, SigTerm);
        await _process.WaitForExitAsync(cancellation);
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
#pragma warning disable VSTHRD003 // Started in the constructor, and there is no context to deadlock on.
        await _logging;
#pragma warning restore VSTHRD003
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
