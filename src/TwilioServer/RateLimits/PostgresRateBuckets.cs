using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.RateLimits;

/// <summary>
/// Buckets as rows, each locked while it is looked into. Slower than Redis, and always there. It is corrected each time:
/// whatever was taken elsewhere meanwhile is known from what was sent.
/// </summary>
public sealed class PostgresRateBuckets(
    NpgsqlDataSource dataSource,
    SentMessages sent,
    SendWindow window,
    TimeProvider time
) : IRateBuckets
{
    public async Task<DateTimeOffset?> TakeAsync(Guid tenantId, bool isDoubtful, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var state = await LockAsync(connection, tenantId, cancellation);
        var now = time.GetUtcNow();
        state = window.Correct(state, await sent.WithinAsync(connection, tenantId, now, cancellation), now);
        var (askAgainAt, after) = window.Take(state, now);
        await SaveAsync(connection, tenantId, after, cancellation);
        await transaction.CommitAsync(cancellation);
        return askAgainAt;
    }

    private static async Task<BucketState> LockAsync(
        NpgsqlConnection connection,
        Guid tenantId,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql.Load("RateLimits/lock-bucket"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var taken = (await reader.GetFieldValueAsync<DateTime[]>(0, cancellation)).Select(moment => new DateTimeOffset(
            moment
        ));
        return new BucketState([.. taken], reader.GetInt32(1));
    }

    private static async Task SaveAsync(
        NpgsqlConnection connection,
        Guid tenantId,
        BucketState state,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql.Load("RateLimits/save-bucket"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenantId });
        command.Parameters.Add(new NpgsqlParameter { Value = state.Taken.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = state.Waiting });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
