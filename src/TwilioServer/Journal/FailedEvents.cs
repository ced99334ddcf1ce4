using Npgsql;

namespace TwilioServer.Journal;

/// <summary>Keeps an event that the database refused, in a transaction of its own and as plain text.</summary>
internal static class FailedEvents
{
    /// <summary>Logs the delivery too, as every other; unless it is the log that refuses it.</summary>
    public static async Task AddAsync(NpgsqlDataSource dataSource, JournalEntry entry, string error, TimeProvider time)
    {
        try
        {
            await AddAsync(dataSource, entry, error, new LogRows(time), isLogged: true);
        }
        catch (PostgresException)
        {
            await AddAsync(dataSource, entry, error, new LogRows(time), isLogged: false);
        }
    }

    private static async Task AddAsync(
        NpgsqlDataSource dataSource,
        JournalEntry entry,
        string error,
        LogRows rows,
        bool isLogged
    )
    {
        if (isLogged)
            rows.Add(entry, JournalOutcome.Failed);
        rows.AddFailed(entry, error);
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        rows.AppendWrites(batch);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
