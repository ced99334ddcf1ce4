using Dapper;
using Npgsql;
using TwilioServer.Scenarios.Chaos;
using TwilioServer.Scenarios.Harness;

[assembly: AssemblyFixture(typeof(RigTemplate))]

namespace TwilioServer.Scenarios.Chaos;

/// <summary>A migrated database with one business, made when the first rig asks; each rig works on a copy.</summary>
public sealed class RigTemplate : IAsyncDisposable
{
    private readonly string _name = $"chaos_{Environment.ProcessId}";
    private bool _isMade;
    private int _copies;

    /// <summary>Makes a copy.</summary>
    /// <returns>The name of the copy.</returns>
    internal async Task<string> CopyAsync()
    {
        if (!_isMade)
        {
            await ExecuteAsync($"CREATE DATABASE {_name}");
            await FillAsync(UrlOf(_name));
            _isMade = true;
        }
        var copy = $"{_name}_{++_copies}";
        await ExecuteAsync($"CREATE DATABASE {copy} TEMPLATE {_name}");
        return copy;
    }

    internal static Task DropAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    internal static string UrlOf(string database) =>
        new UriBuilder(TestEnvironment.DatabaseUrl) { Path = database }.Uri.ToString();

    /// <summary>Migrates a database and opens the business, as an operator would.</summary>
    internal static async Task FillAsync(string databaseUrl)
    {
        await RunAsync(databaseUrl, "migrate");
        await RunAsync(
            databaseUrl,
            ["tenants", "add", "--id", Rig.TenantId, "--name", "Demo Plumbing", "--forward-to", Rig.Owner]
        );
        await RunAsync(databaseUrl, "numbers", "add", "--number", Rig.Number, "--tenant", Rig.TenantId);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMade)
            await DropAsync(_name);
    }

    private static async Task RunAsync(string databaseUrl, params string[] arguments)
    {
        var settings = Rig.ServiceSettings(databaseUrl);
        var result = await CommandResult.RunAsync(TestEnvironment.ServerExe, arguments, settings);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private static async Task ExecuteAsync(string sql)
    {
        var server = DatabaseConnection.Builder(TestEnvironment.DatabaseUrl, "postgres");
        server.Pooling = false;
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
