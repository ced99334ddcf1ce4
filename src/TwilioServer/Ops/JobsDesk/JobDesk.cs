using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Ops.JobsDesk;

/// <summary>What an operator sees of the job table, and does to it.</summary>
internal sealed class JobDesk(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>How many jobs there are of each kind in each state.</summary>
    public async Task<IReadOnlyList<JobCount>> CountAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Ops/JobsDesk/count-jobs"));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new List<JobCount>();
        while (await reader.ReadAsync(cancellation))
            counts.Add(
                new JobCount(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellation)
                )
            );
        return counts;
    }

    /// <summary>The jobs that were given up, the newest first.</summary>
    public async Task<IReadOnlyList<DeadJob>> DeadAsync(string? kind, int limit, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Ops/JobsDesk/read-dead-jobs"));
        command.Parameters.Add(Parameter(NpgsqlDbType.Text, kind));
        command.Parameters.Add(Parameter(NpgsqlDbType.Integer, limit));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var jobs = new List<DeadJob>();
        while (await reader.ReadAsync(cancellation))
            jobs.Add(
                new DeadJob(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.OrNull<Guid>(2),
                    reader.GetInt32(3),
                    await reader.GetFieldValueAsync<DateTimeOffset>(4, cancellation),
                    await reader.GetFieldValueAsync<DateTimeOffset>(5, cancellation),
                    reader.TextOrNull(6)
                )
            );
        return jobs;
    }

    /// <summary>Makes jobs run once more: one that is dead or canceled, or all dead ones of a kind.</summary>
    /// <param name="attempts">How often each may be tried now.</param>
    /// <returns>Their ids; without those whose key belongs to a job that waits or runs.</returns>
    public async Task<IReadOnlyList<long>> RetryAsync(
        long? jobId,
        string? kind,
        int attempts,
        CancellationToken cancellation
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var retry = new NpgsqlBatchCommand(Sql.Load("Ops/JobsDesk/retry-jobs"));
        retry.Parameters.Add(Parameter(NpgsqlDbType.Bigint, jobId));
        retry.Parameters.Add(Parameter(NpgsqlDbType.Text, kind));
        retry.Parameters.Add(Parameter(NpgsqlDbType.TimestampTz, time.GetUtcNow()));
        retry.Parameters.Add(Parameter(NpgsqlDbType.Integer, attempts));
        var announce = new NpgsqlBatchCommand(Sql.Load("Jobs/announce-jobs"));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { retry, announce } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    /// <summary>Cancels a job that waits; asks one that runs to stop where it safely can.</summary>
    /// <returns>Its state after that; null when there is no such job, or it has ended.</returns>
    public async Task<string?> CancelAsync(long jobId, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var cancel = new NpgsqlBatchCommand(Sql.Load("Ops/JobsDesk/cancel-job"));
        cancel.Parameters.Add(Parameter(NpgsqlDbType.Bigint, jobId));
        cancel.Parameters.Add(Parameter(NpgsqlDbType.TimestampTz, time.GetUtcNow()));
        var announce = new NpgsqlBatchCommand(Sql.Load("Ops/JobsDesk/announce-cancel"));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { cancel, announce } };
        return await batch.ExecuteScalarAsync(cancellation) as string;
    }

    private static NpgsqlParameter Parameter(NpgsqlDbType type, object? value) =>
        new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

/// <summary>The jobs of a kind in a state.</summary>
/// <param name="Since">When the oldest of them was due, was claimed, or ended.</param>
internal sealed record JobCount(string Kind, string State, long Jobs, DateTimeOffset Since);

/// <summary>A job that was given up.</summary>
internal sealed record DeadJob(
    long JobId,
    string Kind,
    Guid? TenantId,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset DiedAt,
    string? LastError
);
