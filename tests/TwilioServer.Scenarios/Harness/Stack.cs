using Dapper;
using Npgsql;

namespace TwilioServer.Scenarios.Harness;

/// <summary>The service and the emulator as real processes, on a database of their own. The emulator's clock is stepped.</summary>
public sealed class Stack : IAsyncDisposable
{
    public const string AccountSid = "ACe0000000000000000000000000000001";
    public const string AuthToken = "e0000000000000000000000000000002";
    private static int s_databases;
    private static int s_probes;

    private readonly string _database;
    private readonly Dictionary<string, string> _serverSettings;
    private RunningProgram? _server;
    private RunningProgram? _emulator;

    private Stack(string database, string databaseUrl)
    {
        _database = database;
        DatabaseUrl = databaseUrl;
        _serverSettings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NODE_ENV"] = "development",
            ["PORT"] = "0",
            ["DATABASE_URL"] = databaseUrl,
            ["REDIS_URL"] = TestEnvironment.RedisUrl,
            ["TWILIO_ACCOUNT_SID"] = AccountSid,
            ["TWILIO_AUTH_TOKEN"] = AuthToken,
            ["SPILL_DIR"] = SpillDirectory,
            ["MEDIA_DIR"] = MediaDirectory,
            // A busy machine is no outage: only stories about outages have the service's own patience.
            ["SPILL_AFTER_MS"] = "3000",
            // Only stories about the pace of a number have Twilio's.
            ["SMS_NUMBER_RATE"] = "1000",
            // All customers of all stories are in one block of numbers.
            ["TEXT_BACK_PREFIX_CAP"] = "0",
            // Only stories about lost webhooks want them found.
            ["RECONCILE_EVERY_SECONDS"] = "0",
        };
    }

    public string DatabaseUrl { get; }

    /// <summary>Where this stack's service keeps what its database does not take.</summary>
    public string SpillDirectory { get; } = Directory.CreateTempSubdirectory("scenario-spill-").FullName;

    /// <summary>Where it keeps what comes with texts.</summary>
    public string MediaDirectory => Path.Combine(SpillDirectory, "media");

    /// <summary>Where the service listens.</summary>
    public Uri ServerUrl => _server!.Url;

    public Uri EmulatorUrl => _emulator!.Url;

    public string ServerLog => _server!.Output;

    public Emulator Emulator { get; private set; } = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    internal RunningProgram Server => _server!;

    /// <param name="settings">Further settings of the service.</param>
    public static async Task<Stack> StartAsync(params (string Name, string Value)[] settings)
    {
        var database = $"scenario_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}";
        await using (var admin = await OpenAdminAsync())
            await admin.ExecuteAsync($"CREATE DATABASE {database}");
        var stack = new Stack(database, new UriBuilder(TestEnvironment.DatabaseUrl) { Path = database }.Uri.ToString());
        stack.Database = NpgsqlDataSource.Create(ConnectionString(database));
        stack._emulator = await RunningProgram.StartAsync(
            TestEnvironment.EmulatorExe,
            ["--port", "0", "--account-sid", AccountSid, "--auth-token", AuthToken, "--clock", "stepped"],
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        stack.Emulator = new Emulator(stack.EmulatorUrl);
        stack._serverSettings["TWILIO_API_BASE_URL"] = stack.EmulatorUrl.ToString();
        await stack.StartServerAsync(settings: settings);
        return stack;
    }

    /// <summary>Starts the service, with further settings; on the port that it had before, if it ran before.</summary>
    /// <param name="role">What it does: <c>all</c>, <c>web</c> or <c>worker</c>.</param>
    public async Task StartServerAsync(string role = "all", params (string Name, string Value)[] settings)
    {
        if (_server is not null)
            _serverSettings["PORT"] = _server.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings)
            _serverSettings[name] = value;
        _server = await RunningProgram.StartAsync(
            TestEnvironment.ServerExe,
            ["serve", "--role", role],
            _serverSettings
        );
    }

    /// <summary>
    /// Waits until the service has heard of all that was announced so far: it answers a probe for a number that was given
    /// away after that.
    /// </summary>
    public async Task HasHeardAsync()
    {
        var tenant = Guid.Parse("0190f5f0-7e4c-7d54-8d14-eeeeeeeeeeee");
        var number = $"+1416{Interlocked.Increment(ref s_probes):D7}";
        var result = await RunAsync(
            "tenants",
            "add",
            "--id",
            tenant.ToString(),
            "--name",
            "Probe",
            "--forward-to",
            "+14165559999",
            "--number",
            number
        );
        Assert.True(result.ExitCode == 0, result.Error);
        for (var attempt = 0; ; attempt++)
        {
            var answer = await Webhook.VoiceAsync(this, number, "+14165559998", $"CA{s_probes:x16}{attempt:x16}");
            if (!answer.Body.Contains("not in service", StringComparison.Ordinal))
                return;
            Assert.True(attempt < 500, "The service did not hear of the change.");
            await Task.Delay(10);
        }
    }

    /// <summary>A further process of the service on the same database.</summary>
    internal Task<RunningProgram> StartFurtherServerAsync()
    {
        var settings = new Dictionary<string, string>(_serverSettings, StringComparer.Ordinal)
        {
            ["PORT"] = "0",
            ["SPILL_DIR"] = Path.Combine(SpillDirectory, "further"),
        };
        return RunningProgram.StartAsync(TestEnvironment.ServerExe, ["serve"], settings);
    }

    /// <summary>Runs one of the service's commands to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) =>
        CommandResult.RunAsync(TestEnvironment.ServerExe, arguments, _serverSettings);

    /// <summary>Runs a command that reads from its standard input.</summary>
    public Task<CommandResult> RunWithInputAsync(string input, params string[] arguments) =>
        CommandResult.RunAsync(TestEnvironment.ServerExe, arguments, _serverSettings, input);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        Emulator.Dispose();
        await Database.DisposeAsync();
        Directory.Delete(SpillDirectory, recursive: true);
        await using var admin = await OpenAdminAsync();
        await admin.ExecuteAsync($"DROP DATABASE {_database} WITH (FORCE)");
    }

    private static async Task<NpgsqlConnection> OpenAdminAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        return connection;
    }

    private static string ConnectionString(string database) =>
        DatabaseConnection.Builder(TestEnvironment.DatabaseUrl, database).ConnectionString;
}

/// <summary>The stack of all scenarios that neither kill a process nor change a setting.</summary>
public sealed class SharedStack : IAsyncLifetime
{
    public Stack Stack { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stack = await Stack.StartAsync();

    public ValueTask DisposeAsync() => Stack.DisposeAsync();
}
