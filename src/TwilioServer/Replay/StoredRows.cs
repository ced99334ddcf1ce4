using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Replay;

/// <summary>Rows of what the journal keeps, as this folder's statements read them.</summary>
internal static class StoredRows
{
    /// <param name="sqlName">A statement of this folder.</param>
    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string sqlName,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(Sql.Load("Replay/" + sqlName), connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A stream: its id, its tenant, its date.</summary>
    public static StreamRow Stream(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2));

    /// <summary>A row of <c>read-events</c>.</summary>
    public static EventRow Event(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetInt32(1),
            row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetString(4),
            row.TextOrNull(5),
            row.OrNull<long>(6),
            row.GetInt16(7)
        );
}
