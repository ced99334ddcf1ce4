using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>Texts with the same words, as PostgreSQL has them.</summary>
public sealed class Twins(NpgsqlDataSource dataSource) : ITwins
{
    public async Task<bool> IsUnsettledAsync(
        MessageReference message,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Messages/is-twin-unsettled"));
        command.Parameters.Add(new NpgsqlParameter { Value = message.To });
        command.Parameters.Add(new NpgsqlParameter { Value = message.From });
        command.Parameters.Add(new NpgsqlParameter { Value = message.Body });
        command.Parameters.Add(new NpgsqlParameter { Value = message.IntentId });
        command.Parameters.Add(new NpgsqlParameter { Value = since });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    public async Task<IReadOnlySet<string>> OfOthersAsync(
        MessageReference message,
        IReadOnlyList<string> messageSids,
        CancellationToken cancellation
    )
    {
        var others = new HashSet<string>(StringComparer.Ordinal);
        if (messageSids.Count == 0)
            return others;
        await using var command = dataSource.CreateCommand(Sql.Load("Messages/sids-of-others"));
        command.Parameters.Add(new NpgsqlParameter { Value = messageSids.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = MessageState.KeyOf(message.IntentId) });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            others.Add(reader.GetString(0));
        return others;
    }
}
