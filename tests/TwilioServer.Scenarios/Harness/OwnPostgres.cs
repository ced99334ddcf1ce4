using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace TwilioServer.Scenarios.Harness;

/// <summary>A PostgreSQL cluster of a test's own, to be stopped and killed at will; on one port all its life.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly int _port;
    private readonly string[] _options;
    private Process? _postmaster;

    private OwnPostgres(string folder, int port, string[] options)
    {
        _folder = folder;
        _port = port;
        _options = options;
    }

    public string DatabaseUrl => UrlOf("postgres");

    public string UrlOf(string database) => $"postgresql://postgres@127.0.0.1:{_port}/{database}";

    /// <summary>The end of what it printed.</summary>
    public string Log => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(30)) : "";

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="options">Settings as <c>name=value</c>.</param>
    public static async Task<OwnPostgres> StartAsync(params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("twilio-postgres-").FullName;
        var postgres = new OwnPostgres(folder, FreePort(), options);
        try
        {
            // PostgreSQL refuses to run as root: the folder belongs to whoever runs it.
            if (TestEnvironment.PostgresAs.Count > 0)
                await RunAsync("chown", TestEnvironment.PostgresOwner, folder);
            string[] initdb =
            [
                postgres.Tool("initdb"),
                "-D",
                postgres.Data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ];
            await RunAsync([.. TestEnvironment.PostgresAs, .. initdb]);
            await postgres.StartAgainAsync();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it after it ended; returns when it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        BeginStart();
        var watch = Stopwatch.StartNew();
        while (!await TakesConnectionsAsync())
        {
            if (_postmaster!.HasExited)
                BeginStart();
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"PostgreSQL did not start.\n{Log}");
            await Task.Delay(20);
        }
    }

    public Task StartIfStoppedAsync() => _postmaster is { HasExited: false } ? Task.CompletedTask : StartAgainAsync();

    /// <summary>Starts it after a crash; returns when it has begun to recover, which takes a while.</summary>
    public async Task BeginRecoveryAsync()
    {
        var before = Recoveries();
        BeginStart();
        var watch = Stopwatch.StartNew();
        while (Recoveries() == before)
        {
            if (_postmaster!.HasExited)
                BeginStart();
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"PostgreSQL does not recover.\n{Log}");
            await Task.Delay(5);
        }
    }

    private void BeginStart()
    {
        _postmaster?.Dispose();
        var options = new[] { "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100" };
        string[] arguments =
        [
            "-D",
            Data,
            "-p",
            $"{_port}",
            .. options.Concat(_options).SelectMany(option => new[] { "-c", option }),
        ];
        // Its log goes to a file: a pipe would end only with the last of its children.
        string[] shell = ["sh", "-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", LogFile, Tool("postgres"), .. arguments];
        _postmaster = Start([.. TestEnvironment.PostgresAs, .. shell], redirect: false);
    }

    /// <summary>Not before it has started: it forgets a signal that comes too early. What <c>pg_ctl stop -m immediate</c> does: no checkpoint, no goodbye; the next start recovers.</summary>
    public Task StopAtOnceAsync() => EndAsync("QUIT");

    /// <summary>kill -9 of the server process and of all its children: those that serve a busy client would stay.</summary>
    public Task KillAsync()
    {
        _postmaster!.Kill(entireProcessTree: true);
        return _postmaster.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>
    /// kill -9 of a backend that serves an application; PostgreSQL then ends all others, and recovers. Returns when it has.
    /// </summary>
    public async Task KillBackendAsync(string applicationName)
    {
        var builder = DatabaseConnection.Builder(DatabaseUrl);
        builder.Pooling = false;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        while (connection.State != System.Data.ConnectionState.Open)
        {
            try
            {
                await connection.OpenAsync();
            }
            catch (NpgsqlException)
            {
                // It recovers from the last kill.
                await Task.Delay(20);
            }
        }
        await using var command = new NpgsqlCommand(
            "SELECT pid FROM pg_stat_activity WHERE application_name = $1 ORDER BY pid LIMIT 1",
            connection
        )
        {
            Parameters = { new NpgsqlParameter { Value = applicationName } },
        };
        if (await command.ExecuteScalarAsync() is not int backend)
            return;
        var before = TimesReady();
        await RunAsync("kill", "-s", "KILL", $"{backend}");
        var watch = Stopwatch.StartNew();
        while (TimesReady() == before)
        {
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"PostgreSQL did not recover.\n{Log}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_postmaster is { HasExited: false })
            await StopAtOnceAsync();
        _postmaster?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string LogFile => Path.Combine(_folder, "log");

    private string Tool(string name) => Path.Combine(TestEnvironment.PostgresBin, name);

    private int Recoveries() => TimesLogged("database system was interrupted");

    private int TimesReady() => TimesLogged("database system is ready to accept connections");

    private int TimesLogged(string words) =>
        File.ReadLines(LogFile).Count(line => line.Contains(words, StringComparison.Ordinal));

    private async Task EndAsync(string signal)
    {
        await RunAsync("kill", "-s", signal, $"{_postmaster!.Id}");
        await _postmaster.WaitForExitAsync().WaitAsync(Patience);
    }

    private async Task<bool> TakesConnectionsAsync()
    {
        var builder = DatabaseConnection.Builder(DatabaseUrl);
        builder.Pooling = false;
        builder.Timeout = 5;
        try
        {
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task RunAsync(params string[] words)
    {
        using var process = Start(words, redirect: true);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{words[0]}: {await output}{await error}");
    }

    private static Process Start(string[] words, bool redirect) =>
        Process.Start(
            new ProcessStartInfo(words[0], words[1..])
            {
                UseShellExecute = false,
                RedirectStandardOutput = redirect,
                RedirectStandardError = redirect,
                WorkingDirectory = "/",
            }
        )!;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
