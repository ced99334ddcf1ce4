using System.Text.Json;
using Npgsql;
using TwilioServer.Audit;

namespace TwilioServer.FeatureFlags;

/// <summary>
/// Pauses incoming calls for maintenance: callers hear so, may leave a message and get their text; calls under way go on.
/// Audited and announced like a flag.
/// </summary>
public sealed class PauseStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    public const string Paused = "calls.paused";
    public const string Resumed = "calls.resumed";

    /// <param name="reason">For the operators who come after; callers do not hear it.</param>
    /// <param name="tenantId">Whose calls; null for everybody's.</param>
    /// <returns>The pause that there is now, and whether this one began it.</returns>
    /// <exception cref="UnknownTenantException">There is no such tenant.</exception>
    public async Task<(Pause Pause, bool IsNew)> PauseAsync(
        string reason,
        Guid? tenantId,
        string actor,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await ReadAsync(connection, tenantId, cancellation) is { } known)
            return (known, false);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(
            FeatureStore.Command("FeatureFlags/open-pause", FeatureStore.Of(tenantId), reason, now, actor)
        );
        batch.BatchCommands.Add(
            AuditLog.Insert(new AuditEntry(now, actor, Paused, tenantId, "calls", null, Json(reason)))
        );
        batch.BatchCommands.Add(FeatureStore.Command("Tenants/announce-change"));
        await UnknownTenantException.WhereRefusedAsync(() => batch.ExecuteNonQueryAsync(cancellation));
        await transaction.CommitAsync(cancellation);
        return (new Pause(reason, now, actor), true);
    }

    /// <returns>The pause that ended; null where there was none.</returns>
    public async Task<Pause?> ResumeAsync(Guid? tenantId, string actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await ReadAsync(connection, tenantId, cancellation) is not { } known)
            return null;
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(
            FeatureStore.Command("FeatureFlags/close-pause", FeatureStore.Of(tenantId), now, actor)
        );
        batch.BatchCommands.Add(
            AuditLog.Insert(new AuditEntry(now, actor, Resumed, tenantId, "calls", Json(known.Reason), null))
        );
        batch.BatchCommands.Add(FeatureStore.Command("Tenants/announce-change"));
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return known;
    }

    private static string Json(string reason) => "\"" + JsonEncodedText.Encode(reason).ToString() + "\"";

    private static async Task<Pause?> ReadAsync(
        NpgsqlConnection connection,
        Guid? tenantId,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(FeatureStore.Command("FeatureFlags/lock-flag"));
        batch.BatchCommands.Add(FeatureStore.Command("FeatureFlags/read-pause", FeatureStore.Of(tenantId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Pause(reader) : null;
    }

    private static Pause Pause(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2));
}

/// <summary>A pause of incoming calls.</summary>
public sealed record Pause(string Reason, DateTimeOffset StartedAt, string StartedBy);
