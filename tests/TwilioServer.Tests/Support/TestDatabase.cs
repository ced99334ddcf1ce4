using Dapper;
using Npgsql;
using TwilioServer.Storage;
using TwilioServer.Tenants;

namespace TwilioServer.Tests.Support;

/// <summary>A migrated database for one class of tests, with the tenant of the samples.</summary>
public sealed class TestDatabase(TemplateDatabase template) : IAsyncLifetime
{
    private StorageSettings? _settings;
    private NpgsqlDataSource? _dataSource;

    public StorageSettings Settings => _settings!;

    public NpgsqlDataSource DataSource => _dataSource!;

    public TenantDirectory Tenants { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _settings = await template.CopyAsync();
        _dataSource = DataSources.General(_settings);
        var tenants = new TenantStore(_dataSource, new TestClock());
        await tenants.SaveAsync(Samples.TenantId, Samples.Settings, "test", CancellationToken.None);
        await tenants.SaveNumberAsync(
            Samples.BusinessNumber,
            Samples.TenantId,
            NumberSource.Operator,
            "test",
            CancellationToken.None
        );
        Tenants = new TenantDirectory(_dataSource);
        await Tenants.ReloadAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null)
            await _dataSource.DisposeAsync();
        if (_settings is not null)
            await template.DropAsync(_settings.Database.Database!);
    }

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters, commandTimeout: 60);
    }
}
