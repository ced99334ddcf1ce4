using Npgsql;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// Service processes that may die, an emulated Twilio that does not, a database, and the ledgers of the outside: what
/// the driver sent and was answered, and what the emulator accepted. The emulator's clock is stepped.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string TenantId = "0190f5f0-7e4c-7d54-8d14-0000000c4a05";
    public const string Number = "+14151000001";
    public const string Owner = "+14151000002";

    /// <summary>What the service does by itself when the database is away.</summary>
    public const int SoonMilliseconds = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("twilio-chaos-").FullName;
    private readonly string? _copy;
    private readonly int _spillAfterMilliseconds;
    private RunningProgram? _emulator;
    private TcpProxy? _balancer;

    /// <param name="copy">The database to drop at the end, or null.</param>
    private Rig(string databaseUrl, string? copy, int spillAfterMilliseconds)
    {
        _spillAfterMilliseconds = spillAfterMilliseconds;
        DatabaseUrl = databaseUrl;
        _copy = copy;
        Database = NpgsqlDataSource.Create(DatabaseConnection.Builder(databaseUrl).ConnectionString);
        Ledger = new Ledger(Path.Combine(_folder, "driver.ledger"));
        DatabaseLink = TcpProxy.Before(databaseUrl);
        RedisLink = TcpProxy.Before(TestEnvironment.RedisUrl);
    }

    public static string Seed { get; } = Environment.GetEnvironmentVariable("CHAOS_SEED") ?? "1";

    /// <summary>Where the database is, past the link that fails.</summary>
    public string DatabaseUrl { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>Between the processes and PostgreSQL.</summary>
    public TcpProxy DatabaseLink { get; }

    /// <summary>Between the processes and Redis.</summary>
    public TcpProxy RedisLink { get; }

    public Ledger Ledger { get; }
    public Emulator Emulator { get; private set; } = null!;
    public LoadDriver Driver { get; private set; } = null!;
    public IReadOnlyList<RigNode> Nodes { get; private set; } = [];

    public RigNode Node => Nodes[0];

    /// <summary>Where Twilio finds the service: the process itself, or the balancer before several.</summary>
    public Uri Entry => _balancer is null ? Node.Url : new Uri($"http://127.0.0.1:{_balancer.Port}");

    /// <param name="crashAt">Where the first life of each process ends, or null.</param>
    /// <param name="spillAfterMilliseconds">
    /// Where the database stays well, a machine that stands still for a while must not look like an outage.
    /// </param>
    public static async Task<Rig> StartAsync(
        RigTemplate template,
        int nodes = 1,
        string? crashAt = null,
        int spillAfterMilliseconds = 5000
    )
    {
        var copy = await template.CopyAsync();
        return await StartAsync(new Rig(RigTemplate.UrlOf(copy), copy, spillAfterMilliseconds), nodes, crashAt);
    }

    /// <summary>On a database that the caller made and filled, and is going to hurt.</summary>
    public static Task<Rig> StartAsync(string databaseUrl) =>
        StartAsync(new Rig(databaseUrl, null, SoonMilliseconds), 1, null);

    /// <summary>The settings that every process has.</summary>
    public static Dictionary<string, string> ServiceSettings(string databaseUrl) =>
        new(StringComparer.Ordinal)
        {
            ["NODE_ENV"] = "development",
            ["PORT"] = "0",
            ["DATABASE_URL"] = databaseUrl,
            ["REDIS_URL"] = TestEnvironment.RedisUrl,
            ["TWILIO_ACCOUNT_SID"] = Stack.AccountSid,
            ["TWILIO_AUTH_TOKEN"] = Stack.AuthToken,
            ["SPILL_DIR"] = Path.GetTempPath(),
            // Hundreds of calls of one business in a second are the point here.
            ["SMS_RATE_LIMIT"] = "10000",
            ["SMS_NUMBER_RATE"] = "1000",
            ["TEXT_BACK_PREFIX_CAP"] = "0",
            // Else what the service lost would be found again at Twilio, and nobody would see the loss.
            ["RECONCILE_EVERY_SECONDS"] = "0",
        };

    /// <summary>The files of spilled webhooks that lie on the processes' disks.</summary>
    public IEnumerable<string> SpillFiles() => Nodes.SelectMany(node => node.SpillFiles());

    /// <summary>Waits until so many deliveries were answered with 2xx; the load must still be on.</summary>
    public async Task AcknowledgedAsync(int deliveries, Task load)
    {
        var reached = Ledger.AcknowledgedAsync(deliveries);
        await Task.WhenAny(reached, load);
        Assert.True(reached.IsCompleted, $"The load ended before {deliveries} deliveries were answered.\n{Node.Log}");
    }

    public async ValueTask DisposeAsync()
    {
        Driver?.Dispose();
        foreach (var node in Nodes)
            await node.DisposeAsync();
        if (_balancer is not null)
            await _balancer.DisposeAsync();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        Emulator?.Dispose();
        await Ledger.DisposeAsync();
        await DatabaseLink.DisposeAsync();
        await RedisLink.DisposeAsync();
        await Database.DisposeAsync();
        if (_copy is not null)
            await RigTemplate.DropAsync(_copy);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Rig> StartAsync(Rig rig, int nodes, string? crashAt)
    {
        try
        {
            await rig.StartAsync(nodes, crashAt);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(int nodes, string? crashAt)
    {
        string[] emulator = ["--port", "0", "--no-proxy", "--clock", "stepped", "--seed", Seed];
        string[] account = ["--account-sid", Stack.AccountSid, "--auth-token", Stack.AuthToken];
        _emulator = await RunningProgram.StartAsync(
            TestEnvironment.EmulatorExe,
            [.. emulator, .. account, "--ledger", Path.Combine(_folder, "emulator.ledger")],
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        Emulator = new Emulator(_emulator.Url);
        if (nodes > 1)
            _balancer = TcpProxy.Start();
        var settings = NodeSettings();
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new RigNode(i, settings, _folder))];
        await Task.WhenAll(Nodes.Select(node => node.StartAsync(crashAt)));
        _balancer?.SendTo(Nodes.Select(node => node.Url.Port));
        Driver = new LoadDriver(Entry, Ledger);
        await Emulator.PutAsync($"numbers/{Uri.EscapeDataString(Number)}", NumberSettings());
        await Emulator.PutAsync($"phones/{Uri.EscapeDataString(Owner)}", new { whenCalled = "no-answer" });
    }

    private Dictionary<string, string> NodeSettings()
    {
        var settings = ServiceSettings(DatabaseLink.Through(DatabaseUrl));
        settings["SPILL_AFTER_MS"] = $"{_spillAfterMilliseconds}";
        settings["REDIS_URL"] = RedisLink.Through(TestEnvironment.RedisUrl);
        settings["TWILIO_API_BASE_URL"] = _emulator!.Url.ToString();
        if (_balancer is not null)
            settings["PUBLIC_BASE_URL"] = Entry.ToString();
        return settings;
    }

    private object NumberSettings() =>
        new
        {
            voiceUrl = new Uri(Entry, "/webhooks/voice"),
            voiceFallbackUrl = new Uri(Entry, "/webhooks/voice/fallback"),
            statusCallback = new Uri(Entry, "/webhooks/voice/status"),
        };
}
