using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>Keeps an event that the database refused, in a transaction of its own and as plain text.</summary>
internal static class FailedEvents
{
    public static async Task AddAsync(NpgsqlDataSource dataSource, JournalEntry entry, string error)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Journal/insert-failed-event"));
        command.Parameters.Add(new NpgsqlParameter { Value = entry.DeliveryId });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Identity });
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = (object?)entry.StreamKey ?? DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
            }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = entry.Type });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.ParametersJson });
        command.Parameters.Add(new NpgsqlParameter { Value = error });
        command.Parameters.Add(new NpgsqlParameter { Value = entry.At });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
