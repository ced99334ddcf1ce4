using Npgsql;
using NpgsqlTypes;
using TwilioServer.Audit;
using TwilioServer.Storage;

namespace TwilioServer.FeatureFlags;

/// <summary>Switches features; each change is audited and announced in one transaction.</summary>
public sealed class FeatureStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>The action under which a change stands in the audit log.</summary>
    public const string Changed = "flag.changed";

    /// <summary>Switches a feature. What is so already is not changed, and not audited.</summary>
    /// <param name="tenantId">For whom; null for all.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="UnknownTenantException">There is no such tenant.</exception>
    public async Task<bool> SetAsync(
        FeatureName feature,
        bool enabled,
        Guid? tenantId,
        string actor,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var before = await LockAndReadAsync(connection, feature, tenantId, cancellation);
        if ((before ?? Usual(feature, tenantId)) == enabled)
            return false;
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Command("FeatureFlags/upsert-flag", feature.Name, Of(tenantId), enabled, now, actor));
        batch.BatchCommands.Add(
            AuditLog.Insert(
                new AuditEntry(
                    now,
                    actor,
                    Changed,
                    tenantId,
                    feature.Name,
                    Json(before ?? Usual(feature, tenantId)),
                    Json(enabled)
                )
            )
        );
        if (feature.Feature == Features.CallRecording)
        {
            batch.BatchCommands.Add(Command("FeatureFlags/ask-recording-pause", now));
            batch.BatchCommands.Add(Command("Jobs/announce-jobs"));
        }
        batch.BatchCommands.Add(Command("Tenants/announce-change"));
        await UnknownTenantException.WhereRefusedAsync(() => batch.ExecuteNonQueryAsync(cancellation));
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Two who switch at once come one after the other, so that the log tells a story that happened.</summary>
    private static async Task<bool?> LockAndReadAsync(
        NpgsqlConnection connection,
        FeatureName feature,
        Guid? tenantId,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command("FeatureFlags/lock-flag"));
        batch.BatchCommands.Add(Command("FeatureFlags/read-flag", feature.Name, Of(tenantId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetBoolean(0) : null;
    }

    /// <summary>What holds without a row: a tenant takes nothing away.</summary>
    private static bool Usual(FeatureName feature, Guid? tenantId) =>
        tenantId is not null || Features.Default.HasFlag(feature.Feature);

    private static string Json(bool enabled) => enabled ? "true" : "false";

    internal static NpgsqlParameter Of(Guid? tenantId) =>
        new() { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    internal static NpgsqlBatchCommand Command(string sqlName, params object[] values)
    {
        var command = new NpgsqlBatchCommand(Sql.Load(sqlName));
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>There is no such tenant.</summary>
public sealed class UnknownTenantException() : Exception("There is no such tenant.")
{
    /// <summary>Runs what refers to a tenant.</summary>
    internal static async Task<int> WhereRefusedAsync(Func<Task<int>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new UnknownTenantException();
        }
    }
}
