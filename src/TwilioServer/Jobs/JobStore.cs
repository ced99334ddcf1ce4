using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>Claims and ends jobs.</summary>
public sealed class JobStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Claims jobs that are due, at most so many of each kind.</summary>
    public async Task<IReadOnlyList<Job>> ClaimAsync(
        long nodeId,
        string[] kinds,
        int[] free,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Jobs/claim-jobs"));
        command.Parameters.Add(new NpgsqlParameter { Value = kinds });
        command.Parameters.Add(new NpgsqlParameter { Value = free });
        command.Parameters.Add(new NpgsqlParameter { Value = nodeId });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var jobs = new List<Job>();
        while (await reader.ReadAsync(cancellation))
            jobs.Add(
                new Job(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.OrNull<Guid>(2),
                    reader.GetString(3),
                    reader.GetInt32(4),
                    reader.GetInt32(5),
                    nodeId
                )
            );
        return jobs;
    }

    /// <summary>When the next job of these kinds is due; null when none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(string[] kinds, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Jobs/next-due"));
        command.Parameters.Add(new NpgsqlParameter { Value = kinds });
        return await command.ExecuteScalarAsync(cancellation) is DateTime due
            ? new DateTimeOffset(due, TimeSpan.Zero)
            : null;
    }

    /// <summary>Ends a job, unless it was given to somebody else meanwhile.</summary>
    public async Task EndAsync(JobClaim claim, JobEnd end, CancellationToken cancellation)
    {
        var ending = ClaimRows.EndStatement();
        ending.Add(new JobEnding(claim, end, time.GetUtcNow()));
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        ending.AppendTo(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Gives back the jobs of processes that are gone.</summary>
    /// <returns>How many jobs can be claimed again.</returns>
    public async Task<int> RescueAsync(long nodeId, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var dead = new NpgsqlBatchCommand(Sql.Load("Jobs/end-dead-nodes"));
        dead.Parameters.Add(new NpgsqlParameter { Value = nodeId });
        dead.Parameters.Add(new NpgsqlParameter { Value = NodeSession.LockClass });
        var rescue = new NpgsqlBatchCommand(Sql.Load("Jobs/rescue-jobs"));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { dead, rescue } };
        await batch.ExecuteNonQueryAsync(cancellation);
        return (int)rescue.RecordsAffected;
    }
}
