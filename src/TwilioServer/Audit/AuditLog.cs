using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Audit;

/// <summary>Who changed what: a row is written in the transaction of the change, or there is no change.</summary>
public static class AuditLog
{
    /// <summary>The statement that writes an entry; for the batch that makes the change.</summary>
    public static NpgsqlBatchCommand Insert(AuditEntry entry)
    {
        var command = new NpgsqlBatchCommand(Sql.Load("Audit/insert-entry"));
        command.Parameters.Add(new NpgsqlParameter { Value = entry.At });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Actor });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Action });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)entry.TenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Subject });
        command.Parameters.Add(Json(entry.Before));
        command.Parameters.Add(Json(entry.After));
        return command;
    }

    /// <summary>The newest entries first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> ReadAsync(
        NpgsqlDataSource dataSource,
        int atMost,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Audit/read-entries"));
        command.Parameters.Add(new NpgsqlParameter { Value = atMost });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var entries = new List<AuditEntry>();
        while (await reader.ReadAsync(cancellation))
            entries.Add(Entry(reader));
        return entries;
    }

    private static AuditEntry Entry(NpgsqlDataReader row) =>
        new(
            row.GetFieldValue<DateTimeOffset>(0),
            row.GetString(1),
            row.GetString(2),
            row.OrNull<Guid>(3),
            row.GetString(4),
            row.TextOrNull(5),
            row.TextOrNull(6)
        );

    private static NpgsqlParameter Json(string? json) =>
        new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}

/// <summary>One change.</summary>
/// <param name="Actor">Who: <c>cli:name</c> for a command, what the caller said for an endpoint.</param>
/// <param name="Action">What, as <c>noun.past</c>: <c>flag.changed</c>.</param>
/// <param name="TenantId">Whose; null where it is everybody's.</param>
/// <param name="Subject">What was changed, such as the name of a flag.</param>
/// <param name="Before">JSON; null where there was nothing.</param>
/// <param name="After">JSON; null where there is nothing any more.</param>
public sealed record AuditEntry(
    DateTimeOffset At,
    string Actor,
    string Action,
    Guid? TenantId,
    string Subject,
    string? Before,
    string? After
);
