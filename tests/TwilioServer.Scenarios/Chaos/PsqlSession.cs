using System.Diagnostics;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>A real psql that has a transaction open.</summary>
internal sealed class PsqlSession : IAsyncDisposable
{
    private const string Holding = "holding";
    private readonly Process _psql;

    private PsqlSession(Process psql) => _psql = psql;

    /// <summary>Begins a transaction and runs a statement that locks something; returns when it is locked.</summary>
    public static async Task<PsqlSession> HoldAsync(Rig rig, string statement)
    {
        var session = new PsqlSession(
            Process.Start(
                new ProcessStartInfo("psql", ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", rig.DatabaseUrl])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!
        );
        await session.SayAsync($"BEGIN;\n{statement};\n\\echo {Holding}");
        var rows = 0;
        while (await session._psql.StandardOutput.ReadLineAsync() is { } line && line != Holding)
            rows++;
        Assert.True(rows == 1, $"psql holds {rows} rows: {statement}");
        return session;
    }

    /// <summary>Ends the transaction.</summary>
    public async Task ReleaseAsync()
    {
        await SayAsync("COMMIT;\n\\q");
        await _psql.WaitForExitAsync();
        Assert.Equal(0, _psql.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_psql.HasExited)
            _psql.Kill();
        await _psql.WaitForExitAsync();
        _psql.Dispose();
    }

    private async Task SayAsync(string text)
    {
        await _psql.StandardInput.WriteLineAsync(text);
        await _psql.StandardInput.FlushAsync();
    }
}
