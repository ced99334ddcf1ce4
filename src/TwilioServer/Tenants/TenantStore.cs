using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Tenants;

/// <summary>Writes tenants and numbers, and announces the change to every process in the same transaction.</summary>
public sealed class TenantStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Adds a tenant, or changes its settings.</summary>
    /// <exception cref="ArgumentException">The settings contradict themselves; the message names each member.</exception>
    public async Task SaveAsync(Guid tenantId, TenantSettings settings, CancellationToken cancellation)
    {
        var problems = string.Join(' ', settings.Problems());
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(settings));
        var command = new NpgsqlBatchCommand(Sql.Load("Tenants/upsert-tenant"));
        command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        command.Parameters.Add(new NpgsqlParameter { Value = settings.BusinessName });
        command.Parameters.Add(
            new NpgsqlParameter { Value = TenantJson.Write(settings), NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        await ExecuteAsync(command, cancellation);
    }

    /// <summary>Gives a number to a tenant.</summary>
    /// <returns>False when another tenant has it, or there is no such tenant.</returns>
    public async Task<bool> SaveNumberAsync(string phoneNumber, Guid tenantId, CancellationToken cancellation)
    {
        var command = new NpgsqlBatchCommand(Sql.Load("Tenants/upsert-number"));
        command.Parameters.Add(new NpgsqlParameter { Value = phoneNumber });
        command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        try
        {
            await ExecuteAsync(command, cancellation);
            return command.RecordsAffected > 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { command, new NpgsqlBatchCommand(Sql.Load("Tenants/announce-change")) },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
