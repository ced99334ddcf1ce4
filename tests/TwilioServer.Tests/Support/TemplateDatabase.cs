using System.Security.Cryptography;
using Npgsql;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

[assembly: AssemblyFixture(typeof(TemplateDatabase))]

namespace TwilioServer.Tests.Support;

/// <summary>
/// A database that the real migrator made once in this run; every class of tests works on a copy of its own. Nothing is
/// made before the first copy is wanted, so that tests without a database need none.
/// </summary>
public sealed class TemplateDatabase : IAsyncLifetime
{
    public const string Variable = "TEST_DATABASE_URL";

    private readonly string _name = "tests_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
    private readonly SemaphoreSlim _one = new(1);
    private bool _isMade;
    private int _copies;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_isMade)
            await DropAsync(_name);
    }

    /// <summary>A copy of the migrated database.</summary>
    public Task<StorageSettings> CopyAsync() => CreateAsync(_name);

    /// <summary>A database without anything of ours.</summary>
    public Task<StorageSettings> EmptyAsync() => CreateAsync("template0");

    public async Task DropAsync(string name) => await AdministerAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private async Task<StorageSettings> CreateAsync(string original)
    {
        await _one.WaitAsync();
        try
        {
            if (original == _name && !_isMade)
                await MakeTemplateAsync();
            var copy = $"{_name}_{++_copies}";
            await AdministerAsync($"CREATE DATABASE {copy} TEMPLATE {original}");
            return Settings(copy);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task MakeTemplateAsync()
    {
        await AdministerAsync($"CREATE DATABASE {_name} TEMPLATE template0");
        _isMade = true;
        await using var dataSource = DataSources.General(Settings(_name));
        await new Migrator(dataSource, "public", new TestClock()).ApplyAsync(CancellationToken.None);
        await Migrator.EnsurePartitionsAsync(dataSource, TestClock.Noon, CancellationToken.None);
    }

    private static StorageSettings Settings(string database) =>
        new(new NpgsqlConnectionStringBuilder(Server().ConnectionString) { Database = database }, "public", true, null);

    private static async Task AdministerAsync(string sql)
    {
        var server = new NpgsqlConnectionStringBuilder(Server().ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlConnectionStringBuilder Server() =>
        DatabaseUrl.TryParse(Environment.GetEnvironmentVariable(Variable) ?? "")
        ?? throw new InvalidOperationException(
            $"{Variable} names no PostgreSQL server for tests. Run ./test, which starts one and sets it."
        );
}
