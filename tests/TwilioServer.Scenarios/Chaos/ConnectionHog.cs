using Dapper;
using Npgsql;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Another program that takes all of PostgreSQL's connections, those of the service too.</summary>
internal sealed class ConnectionHog : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _builder;
    private readonly List<NpgsqlConnection> _taken = [];
    private readonly NpgsqlConnection _first;

    private ConnectionHog(NpgsqlConnectionStringBuilder builder)
    {
        _builder = builder;
        _first = new NpgsqlConnection(builder.ConnectionString);
    }

    public static async Task<ConnectionHog> StartAsync(string databaseUrl)
    {
        var builder = DatabaseConnection.Builder(databaseUrl);
        (builder.Pooling, builder.ApplicationName) = (false, "hog");
        var hog = new ConnectionHog(builder);
        await hog._first.OpenAsync();
        return hog;
    }

    /// <summary>Ends the service's sessions until all connections are the hog's.</summary>
    public async Task TakeAllAsync()
    {
        while (await EndOthersAsync() > 0)
            await TakeFreeAsync();
    }

    public async Task ReleaseAsync()
    {
        foreach (var connection in _taken)
            await connection.DisposeAsync();
        _taken.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        await _first.DisposeAsync();
    }

    private Task<int> EndOthersAsync() =>
        _first.ExecuteScalarAsync<int>(
            """
            SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity
            WHERE application_name LIKE 'twilio-server%'
            """
        );

    private async Task TakeFreeAsync()
    {
        try
        {
            while (true)
            {
                var connection = new NpgsqlConnection(_builder.ConnectionString);
                await connection.OpenAsync();
                _taken.Add(connection);
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // That was the last one.
        }
    }
}
