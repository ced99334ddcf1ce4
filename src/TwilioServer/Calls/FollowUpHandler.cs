using Npgsql;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Calls;

/// <summary>Says that a follow-up is due, and whether the caller called or wrote since the call that it follows.</summary>
/// <param name="isAnswered">Asks for a tenant's caller and the moment of the call.</param>
public sealed class FollowUpHandler(
    OwnEvents events,
    Func<ContactKey, DateTimeOffset, CancellationToken, Task<bool>> isAnswered
) : IJobHandler
{
    public string Kind => FollowUp.Job;

    public int Concurrency => 4;

    public RetryClass Retry => CallDecider.ResolveRetry;

    /// <summary>Asks the database.</summary>
    public static Func<ContactKey, DateTimeOffset, CancellationToken, Task<bool>> AsksIn(NpgsqlDataSource dataSource) =>
        async (caller, since, cancellation) =>
        {
            await using var command = dataSource.CreateCommand(Sql.Load("Calls/is-answered-since"));
            command.Parameters.Add(new NpgsqlParameter { Value = caller.TenantId });
            command.Parameters.Add(new NpgsqlParameter { Value = caller.PhoneNumber });
            command.Parameters.Add(new NpgsqlParameter { Value = since });
            return await command.ExecuteScalarAsync(cancellation) is true;
        };

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        var caller = new ContactKey(call.TenantId, call.From);
        var due = new FollowUpDue(
            call.FollowUp,
            await isAnswered(caller, call.CreatedAt ?? DateTimeOffset.MaxValue, cancellation)
        );
        await events.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            due.Type,
            due,
            CallReportJson.Write(due),
            end: JobEnd.Done,
            contact: caller,
            cancellation: cancellation
        );
        return JobResult.EndedByEvent;
    }
}
