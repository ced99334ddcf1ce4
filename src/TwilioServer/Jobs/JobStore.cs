using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>Claims and ends jobs. Each method is one round trip, but for the rescue of a dead process's jobs.</summary>
public sealed class JobStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const int PieceToDelete = 5000;

    /// <summary>Claims jobs that are due, at most so many of each kind.</summary>
    public async Task<IReadOnlyList<Job>> ClaimAsync(
        long nodeId,
        string[] kinds,
        int[] wanted,
        CancellationToken cancellation
    ) => (await ClaimAsync(nodeId, kinds, wanted, waits: null, cancellation)).Jobs;

    /// <summary>Claims jobs that are due, at most so many of each kind, and tells when the next is due.</summary>
    /// <param name="waits">Says to those who write jobs whether this node waits to be told; null leaves it as it is.</param>
    internal async Task<ClaimedJobs> ClaimAsync(
        long nodeId,
        string[] kinds,
        int[] wanted,
        bool? waits,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        if (waits is { } waiting)
            batch.BatchCommands.Add(Command("Jobs/mark-waiting", nodeId, waiting));
        batch.BatchCommands.Add(Command("Jobs/claim-jobs", kinds, wanted, nodeId, now));
        batch.BatchCommands.Add(Command("Jobs/next-due", kinds, now));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var jobs = new List<Job>();
        while (await reader.ReadAsync(cancellation))
            jobs.Add(ReadJob(reader, kinds, nodeId));
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new ClaimedJobs(jobs, reader.OrNull<DateTimeOffset>(0));
    }

    /// <summary>Ends a job, unless it was given to somebody else meanwhile.</summary>
    public Task EndAsync(JobClaim claim, JobEnd end, CancellationToken cancellation) =>
        EndAsync([new JobEnding(claim, end, time.GetUtcNow())], cancellation);

    /// <summary>Ends jobs together; those that were given to somebody else meanwhile stay as they are.</summary>
    internal async Task EndAsync(IEnumerable<JobEnding> endings, CancellationToken cancellation)
    {
        var statement = ClaimRows.EndStatement();
        // In one order everywhere, so that two who end and rescue the same jobs never wait for each other.
        foreach (var ending in endings.OrderBy(ending => ending.Claim.JobId))
            statement.Add(ending);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        statement.AppendTo(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Gives back the jobs that this node is said to have, all but those that it knows of.</summary>
    /// <returns>How many can be claimed again.</returns>
    public async Task<int> ReleaseAsync(long nodeId, long[] held, CancellationToken cancellation) =>
        await ExecuteAsync(Command("Jobs/release-unheld", nodeId, held, time.GetUtcNow()), cancellation);

    /// <summary>Which of these jobs somebody wants canceled.</summary>
    public async Task<IReadOnlyList<long>> FindCanceledAsync(long[] held, CancellationToken cancellation) =>
        await ReadIdsAsync(Command("Jobs/find-canceled", held), cancellation);

    /// <summary>Ends the processes that are gone, or that hang, and gives back their jobs.</summary>
    /// <param name="nodeId">Who asks; it does not end itself.</param>
    /// <param name="byLease">Whether a lease that ran out counts; not right after an outage, when all have.</param>
    /// <returns>How many jobs can be claimed again.</returns>
    public async Task<int> RescueAsync(long nodeId, CancellationToken cancellation, bool byLease = true)
    {
        var suspects = await ReadIdsAsync(
            Command("Jobs/find-dead-nodes", nodeId, NodeSession.LockClass, byLease),
            cancellation
        );
        if (suspects.Count == 0)
            return 0;
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ended = new List<long>();
        await using (
            var end = Command(connection, "Jobs/end-dead-nodes", suspects.ToArray(), NodeSession.LockClass, byLease)
        )
        await using (var reader = await end.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                ended.Add(reader.GetInt64(0));
        await using var rescue = Command(connection, "Jobs/rescue-jobs", ended.ToArray(), time.GetUtcNow());
        var rescued = ended.Count == 0 ? 0 : await rescue.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return rescued;
    }

    /// <summary>Deletes jobs that ended before these moments, and nodes that ended with the older.</summary>
    /// <returns>How many jobs went.</returns>
    public async Task<long> DeleteFinishedAsync(
        DateTimeOffset doneBefore,
        DateTimeOffset deadBefore,
        CancellationToken cancellation
    )
    {
        await ExecuteAsync(Command("Jobs/delete-nodes", deadBefore), cancellation);
        var (after, deleted, isYoung) = (0L, 0L, false);
        while (!isYoung)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellation);
            await using var command = Command(
                connection,
                "Jobs/delete-finished",
                after,
                PieceToDelete,
                doneBefore,
                deadBefore
            );
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            after = reader.OrNull<long>(0) ?? after;
            deleted += reader.GetInt64(1);
            isYoung = reader.GetBoolean(2);
        }
        return deleted;
    }

    private static Job ReadJob(NpgsqlDataReader reader, string[] kinds, long nodeId) =>
        new(
            reader.GetInt64(0),
            kinds[reader.GetInt64(1) - 1],
            reader.OrNull<Guid>(2),
            reader.GetString(3),
            reader.GetInt32(4),
            reader.GetInt32(5),
            nodeId
        );

    private async Task<int> ExecuteAsync(NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        return await batch.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<IReadOnlyList<long>> ReadIdsAsync(NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    private static NpgsqlBatchCommand Command(string sqlName, params object[] values)
    {
        var command = new NpgsqlBatchCommand(Sql.Load(sqlName));
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sqlName, params object[] values)
    {
        var command = new NpgsqlCommand(Sql.Load(sqlName), connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>What a claim brought.</summary>
/// <param name="NextDue">When the next job of these kinds is due that is not due yet; null when none waits.</param>
internal sealed record ClaimedJobs(IReadOnlyList<Job> Jobs, DateTimeOffset? NextDue);
