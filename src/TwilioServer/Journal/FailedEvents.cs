using Npgsql;

namespace TwilioServer.Journal;

/// <summary>Keeps an event that the database refused, in a transaction of its own and as plain text.</summary>
internal static class FailedEvents
{
    /// <summary>Logs the delivery too, as every other; unless it is the log that refuses it.</summary>
    public static async Task AddAsync(NpgsqlDataSource dataSource, JournalEntry entry, string error, TimeProvider time)
    {
        var failed = new FailedRows();
        failed.Add(entry, error);
        var records = new RecordRows(time);
        records.Add(entry, JournalOutcome.Failed);
        try
        {
            await WriteAsync(dataSource, failed, records);
        }
        catch (PostgresException)
        {
            records.Clear();
            await WriteAsync(dataSource, failed, records);
        }
    }

    private static async Task WriteAsync(NpgsqlDataSource dataSource, FailedRows failed, RecordRows records)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        failed.AppendWrites(batch);
        records.AppendWrites(batch);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
