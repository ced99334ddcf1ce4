using Dapper;
using Npgsql;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// A PostgreSQL that scenarios may kill, with few connections, and a database for each of them. It is made once: what a
/// scenario does to it, the next one finds recovered.
/// </summary>
public sealed class ChaosCluster : IAsyncLifetime
{
    private const string Template = "template_chaos";
    private int _made;

    /// <summary>The server.</summary>
    internal OwnPostgres Server { get; private set; } = null!;

    /// <summary>Makes the cluster and its template.</summary>
    public async ValueTask InitializeAsync()
    {
        Server = await OwnPostgres.StartAsync("max_connections=40", "superuser_reserved_connections=1");
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await RigTemplate.FillAsync(Server.UrlOf(Template));
    }

    /// <summary>Starts a rig on a database of its own; the server is started if a scenario left it stopped.</summary>
    internal async Task<Rig> StartRigAsync()
    {
        await Server.StartIfStoppedAsync();
        var name = $"chaos_{++_made}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return await Rig.StartAsync(Server.UrlOf(name));
    }

    /// <summary>Stops it and removes its files.</summary>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task ExecuteAsync(string sql)
    {
        var builder = DatabaseConnection.Builder(Server.DatabaseUrl);
        builder.Pooling = false;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
