using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Replay;

/// <summary>Reads what the database keeps of a call.</summary>
public sealed class HistoryStore(NpgsqlDataSource dataSource)
{
    /// <returns>Null when no such call is known.</returns>
    public async Task<CallHistory?> FindAsync(string callSid, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var streams = await ReadAsync(connection, "find-call", Stream, cancellation, callSid);
        if (streams.Count == 0)
            return null;
        var stream = streams[0];
        var events = await ReadAsync(connection, "read-events", Event, cancellation, stream.StreamId, stream.CreatedAt);
        var states = await ReadAsync(
            connection,
            "read-call",
            CallRows.Read,
            cancellation,
            stream.StreamId,
            stream.CreatedAt
        );
        var last = events.Count > 0 ? events[^1].OccurredAt : stream.CreatedAt;
        var deliveries = await ReadAsync(
            connection,
            "read-deliveries",
            Delivery,
            cancellation,
            callSid,
            stream.CreatedAt,
            last
        );
        var decisions = await ReadAsync(connection, "read-decision", Decision, cancellation, stream.StreamId);
        return new CallHistory(
            callSid,
            stream,
            events,
            deliveries,
            states.FirstOrDefault(),
            decisions.FirstOrDefault()
        );
    }

    private static async Task<List<T>> ReadAsync<T>(
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

    private static StreamRow Stream(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2));

    private static EventRow Event(NpgsqlDataReader row) =>
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

    private static LoggedDelivery Delivery(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFloat(3), row.GetFieldValue<DateTimeOffset>(4));

    private static TextBackDecision Decision(NpgsqlDataReader row) => new(row.GetString(0) == "send", row.GetString(1));
}
