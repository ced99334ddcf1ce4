using System.Text;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Tenants;

/// <summary>Reads and writes the tenants' own Twilio accounts. Their tokens lie sealed, each for its own account.</summary>
/// <param name="sealingKey">From the master key; see <see cref="SealingPurpose"/>.</param>
public sealed class AccountStore(NpgsqlDataSource dataSource, byte[] sealingKey, TimeProvider time)
{
    /// <summary>The purpose for which the key that seals tokens is derived.</summary>
    public const string SealingPurpose = "twilio-server account tokens";

    /// <summary>How long a replaced token still counts: what Twilio signed before the change may be under way.</summary>
    public static readonly TimeSpan OldTokenLife = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<TwilioAccount>> ReadAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Tenants/read-accounts"));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var accounts = new List<TwilioAccount>();
        while (await reader.ReadAsync(cancellation))
            accounts.Add(Account(reader));
        return accounts;
    }

    /// <summary>Gives an account to a tenant, or changes its token, and announces it to every process.</summary>
    /// <returns>False when another tenant has it, or there is no such tenant.</returns>
    public async Task<bool> SaveAsync(
        Guid tenantId,
        string accountSid,
        string authToken,
        CancellationToken cancellation
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var known = await LockAsync(connection, accountSid, cancellation);
        if (known is not null && known.TenantId != tenantId)
            return false;
        var isNewToken = known is not null && known.AuthToken != authToken;
        try
        {
            await WriteAsync(connection, tenantId, accountSid, authToken, isNewToken, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private async Task<TwilioAccount?> LockAsync(
        NpgsqlConnection connection,
        string accountSid,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql.Load("Tenants/lock-account"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = accountSid });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Account(reader) : null;
    }

    private async Task WriteAsync(
        NpgsqlConnection connection,
        Guid tenantId,
        string accountSid,
        string authToken,
        bool isNewToken,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var place = Encoding.ASCII.GetBytes(accountSid);
        var upsert = new NpgsqlBatchCommand(Sql.Load("Tenants/upsert-account"));
        upsert.Parameters.Add(new NpgsqlParameter { Value = accountSid });
        upsert.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        upsert.Parameters.Add(
            new NpgsqlParameter { Value = SealedSecret.Seal(sealingKey, Encoding.ASCII.GetBytes(authToken), place) }
        );
        upsert.Parameters.Add(new NpgsqlParameter { Value = isNewToken });
        upsert.Parameters.Add(new NpgsqlParameter { Value = now + OldTokenLife });
        upsert.Parameters.Add(new NpgsqlParameter { Value = now });
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { upsert, new NpgsqlBatchCommand(Sql.Load("Tenants/announce-change")) },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private TwilioAccount Account(NpgsqlDataReader reader)
    {
        var accountSid = reader.GetString(0);
        return new TwilioAccount(
            accountSid,
            reader.GetGuid(1),
            Token(accountSid, reader.GetFieldValue<byte[]>(2)),
            reader.IsDBNull(3) ? null : Token(accountSid, reader.GetFieldValue<byte[]>(3)),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
            reader.GetFieldValue<DateTimeOffset>(5)
        );
    }

    private string Token(string accountSid, byte[] value) =>
        Encoding.ASCII.GetString(SealedSecret.Open(sealingKey, value, Encoding.ASCII.GetBytes(accountSid)));
}
