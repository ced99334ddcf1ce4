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
    public async Task<DateTimeOffset?> TakeAsync(SendTurn turn, bool isDoubtful, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (bucket, pace) = await LockAsync(connection, turn, cancellation);
        var now = time.GetUtcNow();
        bucket = window.Correct(bucket, await sent.WithinAsync(connection, turn.TenantId, now, cancellation), now);
        var (askAgainAt, bucketAfter, paceAfter) = turn.Take(window, bucket, pace, now);
        await SaveAsync(connection, turn, bucketAfter, paceAfter, cancellation);
        await transaction.CommitAsync(cancellation);
        return askAgainAt;
    }

    private static async Task<(BucketState, PaceState)> LockAsync(
        NpgsqlConnection connection,
        SendTurn turn,
        CancellationToken cancellation
    )
    {
        await using var command = Command(connection, "lock-bucket", turn.TenantId, turn.From);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var taken = (await reader.GetFieldValueAsync<DateTime[]>(0, cancellation)).Select(moment => new DateTimeOffset(
            moment
        ));
        return (
            new BucketState([.. taken], reader.GetInt32(1), reader.GetInt32(2)),
            new PaceState(
                await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellation),
                await reader.GetFieldValueAsync<DateTimeOffset>(4, cancellation),
                await reader.GetFieldValueAsync<DateTimeOffset>(5, cancellation)
            )
        );
    }

    private static async Task SaveAsync(
        NpgsqlConnection connection,
        SendTurn turn,
        BucketState bucket,
        PaceState pace,
        CancellationToken cancellation
    )
    {
        await using var command = Command(
            connection,
            "save-bucket",
            turn.TenantId,
            bucket.Taken.ToArray(),
            bucket.Waiting,
            bucket.WaitingBulk,
            turn.From,
            pace.BusyUntil,
            pace.ConversationLine,
            pace.BulkLine
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sqlName, params object[] values)
    {
        var command = new NpgsqlCommand(Sql.Load("RateLimits/" + sqlName), connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
