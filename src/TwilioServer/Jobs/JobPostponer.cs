using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>Puts a claimed job aside until a moment, without counting it as a failure.</summary>
public sealed class JobPostponer(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>After this the job is no longer the caller's. A claim that was lost meanwhile is somebody else's: nothing to postpone.</summary>
    public async Task PostponeAsync(Job job, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Jobs/postpone-job"));
        command.Parameters.Add(new NpgsqlParameter { Value = job.JobId });
        command.Parameters.Add(new NpgsqlParameter { Value = job.NodeId });
        command.Parameters.Add(new NpgsqlParameter { Value = job.Attempt });
        command.Parameters.Add(new NpgsqlParameter { Value = until });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
