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
        var streams = await StoredRows.ReadAsync(connection, "find-call", StoredRows.Stream, cancellation, callSid);
        if (streams.Count == 0)
            return null;
        var stream = streams[0];
        var events = await StoredRows.ReadAsync(
            connection,
            "read-events",
            StoredRows.Event,
            cancellation,
            stream.StreamId,
            stream.CreatedAt
        );
        var states = await StoredRows.ReadAsync(
            connection,
            "read-call",
            CallRows.Read,
            cancellation,
            stream.StreamId,
            stream.CreatedAt
        );
        var last = events.Count > 0 ? events[^1].OccurredAt : stream.CreatedAt;
        var deliveries = await StoredRows.ReadAsync(
            connection,
            "read-deliveries",
            Delivery,
            cancellation,
            callSid,
            stream.CreatedAt,
            last
        );
        var decisions = await StoredRows.ReadAsync(
            connection,
            "read-decision",
            Decision,
            cancellation,
            stream.StreamId
        );
        return new CallHistory(
            callSid,
            stream,
            events,
            deliveries,
            states.FirstOrDefault(),
            decisions.FirstOrDefault()
        );
    }

    private static LoggedDelivery Delivery(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFloat(3), row.GetFieldValue<DateTimeOffset>(4));

    private static TextBackDecision Decision(NpgsqlDataReader row) =>
        new(row.GetString(0) == "send", row.GetString(1), row.GetString(0) == "deferred");
}
