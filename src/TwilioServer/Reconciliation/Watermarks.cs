using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Reconciliation;

/// <summary>Up to which moment of Twilio's clock each list was read whole.</summary>
internal sealed class Watermarks(NpgsqlDataSource dataSource)
{
    /// <summary>The watermark; a list that was never read before begins now, as what was earlier was not ours.</summary>
    public async Task<DateTimeOffset> ReadAsync(
        string accountSid,
        string resource,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = Command("Reconciliation/read-watermark", accountSid, resource, now);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!, TimeSpan.Zero);
    }

    /// <param name="settledAt">By Twilio's clock.</param>
    /// <param name="checkedAt">By ours: when the listing began.</param>
    public async Task MoveAsync(
        string accountSid,
        string resource,
        DateTimeOffset settledAt,
        DateTimeOffset checkedAt,
        CancellationToken cancellation
    )
    {
        await using var command = Command("Reconciliation/move-watermark", accountSid, resource, settledAt, checkedAt);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sqlName, params object[] parameters)
    {
        var command = dataSource.CreateCommand(Sql.Load(sqlName));
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
