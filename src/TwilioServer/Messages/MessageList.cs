using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>Shows texts to operators.</summary>
internal sealed class MessageList(NpgsqlDataSource dataSource)
{
    public async Task<MessageDocument?> FindAsync(Guid intentId, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Messages/find-message"));
        command.Parameters.Add(new NpgsqlParameter { Value = MessageState.KeyOf(intentId) });
        return await ReadAsync(command, cancellation) is [var message] ? message : null;
    }

    public async Task<IReadOnlyList<MessageDocument>> ListAsync(MessageFilter filter, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Messages/list-messages"));
        command.Parameters.Add(new NpgsqlParameter { Value = filter.TenantId });
        foreach (var text in new[] { filter.Status, filter.Class, filter.Number })
            command.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = (object?)text ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
                }
            );
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = (object?)filter.Before ?? DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
            }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = filter.Limit });
        return await ReadAsync(command, cancellation);
    }

    private static async Task<List<MessageDocument>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var messages = new List<MessageDocument>();
        while (await reader.ReadAsync(cancellation))
            messages.Add(Read(reader));
        return messages;
    }

    private static MessageDocument Read(NpgsqlDataReader row)
    {
        var (body, error) = (row.GetString(7), row.OrNull<int>(13));
        var segments = Segments.Of(body);
        return new MessageDocument(
            row.GetGuid(0),
            row.GetGuid(1),
            row.TextOrNull(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            body,
            row.GetString(8),
            segments.Count,
            segments.Encoding.ToWord(),
            row.GetFieldValue<DateTimeOffset>(9),
            row.OrNull<DateTimeOffset>(10),
            row.OrNull<DateTimeOffset>(11),
            row.GetInt32(12),
            error,
            error is null ? null : Word(ErrorClasses.Of(error)),
            row.TextOrNull(14),
            row.TextOrNull(15) is { } media ? Lists.Read(media) : null
        );
    }

    private static string Word(ErrorClass errorClass) =>
        errorClass == ErrorClass.NextDay ? "next-day" : errorClass.ToString().ToLowerInvariant();
}
