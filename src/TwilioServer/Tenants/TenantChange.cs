using Npgsql;
using NpgsqlTypes;
using TwilioServer.Audit;
using TwilioServer.Storage;

namespace TwilioServer.Tenants;

/// <summary>
/// One change of tenants or numbers. They come one after the other, so that what was checked still holds when it is
/// written: a forwarding loop takes two changes to make.
/// </summary>
internal sealed class TenantChange : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlBatch _batch;

    private TenantChange(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
        _batch = new NpgsqlBatch(connection, transaction);
    }

    public static async Task<TenantChange> BeginAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellation);
        var change = new TenantChange(connection, await connection.BeginTransactionAsync(cancellation));
        await change.ReadAsync("Tenants/lock-tenants", _ => true, cancellation);
        return change;
    }

    public static NpgsqlParameter Jsonb(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    public Task<KnownTenant?> ReadTenantAsync(Guid tenantId, CancellationToken cancellation) =>
        ReadAsync(
            "Tenants/read-tenant",
            row => new KnownTenant(row.GetString(0), row.GetInt64(1)),
            cancellation,
            tenantId
        );

    public Task<KnownNumber?> ReadNumberAsync(string phoneNumber, CancellationToken cancellation) =>
        ReadAsync(
            "Tenants/read-number",
            row => new KnownNumber(row.GetGuid(0), row.GetString(1)),
            cancellation,
            phoneNumber
        );

    /// <summary>One of these phones that is a number of ours; null when none is.</summary>
    public Task<string?> FindOwnNumberAsync(IEnumerable<string> phones, CancellationToken cancellation) =>
        ReadAsync("Tenants/find-own-number", row => row.GetString(0), cancellation, (object)phones.ToArray());

    public async Task<bool> IsForwardedToAsync(string phoneNumber, CancellationToken cancellation) =>
        await ReadAsync("Tenants/find-forwarding", row => row.GetString(0), cancellation, phoneNumber) is not null;

    public void Add(string sqlName, params object[] values) => _batch.BatchCommands.Add(Command(sqlName, values));

    public void Add(AuditEntry entry) => _batch.BatchCommands.Add(AuditLog.Insert(entry));

    public async Task CommitAsync(CancellationToken cancellation)
    {
        Add("Tenants/announce-change");
        await _batch.ExecuteNonQueryAsync(cancellation);
        await _transaction.CommitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<T?> ReadAsync<T>(
        string sqlName,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction)
        {
            BatchCommands = { Command(sqlName, values) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? read(reader) : default;
    }

    private static NpgsqlBatchCommand Command(string sqlName, object[] values)
    {
        var command = new NpgsqlBatchCommand(Sql.Load(sqlName));
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
