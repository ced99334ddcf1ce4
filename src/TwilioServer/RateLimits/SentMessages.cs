using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.RateLimits;

/// <summary>What really was sent: the attempts, each committed before its first byte. No bucket knows better.</summary>
public sealed class SentMessages(NpgsqlDataSource dataSource, SendWindow window)
{
    /// <inheritdoc cref="WithinAsync(NpgsqlConnection, Guid, DateTimeOffset, CancellationToken)"/>
    public async Task<IReadOnlyList<DateTimeOffset>> WithinAsync(
        Guid tenantId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        return await WithinAsync(connection, tenantId, now, cancellation);
    }

    /// <summary>When a tenant's messages left within the window, the newest first, no more than the limit.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> WithinAsync(
        NpgsqlConnection connection,
        Guid tenantId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql.Load("RateLimits/read-sent"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        command.Parameters.Add(new NpgsqlParameter { Value = now - window.Span });
        command.Parameters.Add(new NpgsqlParameter { Value = window.Limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var sent = new List<DateTimeOffset>();
        while (await reader.ReadAsync(cancellation))
            sent.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellation));
        return sent;
    }
}
