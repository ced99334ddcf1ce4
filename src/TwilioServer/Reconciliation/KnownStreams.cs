using Npgsql;
using NpgsqlTypes;
using TwilioServer.Messages;
using TwilioServer.Storage;

namespace TwilioServer.Reconciliation;

/// <summary>What we know already of what a page lists, so that only the rest becomes events.</summary>
internal sealed class KnownStreams(NpgsqlDataSource dataSource)
{
    /// <summary>The calls that nothing is missing of: ended, and known to be missed or not.</summary>
    public async Task<IReadOnlySet<string>> SettledCallsAsync(
        IEnumerable<string> callSids,
        CancellationToken cancellation
    ) => (await ReadAsync("settled-calls", row => row.GetString(0), cancellation, callSids)).ToHashSet();

    /// <summary>The recordings of calls that we know whose end we do not know.</summary>
    public async Task<IReadOnlySet<string>> MissingRecordingsAsync(
        IReadOnlyCollection<(string RecordingSid, string CallSid)> recordings,
        CancellationToken cancellation
    ) =>
        (
            await ReadAsync(
                "missing-recordings",
                row => row.GetString(0),
                cancellation,
                recordings.Select(recording => recording.RecordingSid),
                recordings.Select(recording => recording.CallSid)
            )
        ).ToHashSet();

    /// <summary>The messages that we have, with their states.</summary>
    public async Task<IReadOnlyDictionary<string, MessageStatus>> MessagesAsync(
        IEnumerable<string> messageSids,
        CancellationToken cancellation
    ) =>
        (
            await ReadAsync(
                "known-messages",
                row => KeyValuePair.Create(row.GetString(0), MessageStatusNames.FromWord(row.GetString(1))),
                cancellation,
                messageSids
            )
        ).ToDictionary(StringComparer.Ordinal);

    private async Task<List<T>> ReadAsync<T>(
        string sqlName,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params IEnumerable<string>[] columns
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Reconciliation/" + sqlName));
        foreach (var column in columns)
            command.Parameters.Add(
                new NpgsqlParameter { Value = column.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }
}
