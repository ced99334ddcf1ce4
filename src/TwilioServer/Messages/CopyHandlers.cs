using Npgsql;
using TwilioServer.Compliance;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Storage;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Messages;

/// <summary>Schedules the second copy of a text, once, where all holds that must hold for a first one.</summary>
/// <param name="isBegun">Whether the copy of an intent is permitted already; null where nobody can tell.</param>
public sealed class ScheduleCopyHandler(
    OwnEvents events,
    MessageApi twilio,
    PublicUrls urls,
    Ambient ambient,
    SendConditions? conditions = null,
    Func<Guid, CancellationToken, Task<bool>>? isBegun = null
) : IJobHandler
{
    private static readonly TimeSpan ShortestValidity = TimeSpan.FromSeconds(1);

    private readonly SendConditions _conditions = conditions ?? new SendConditions();

    public string Kind => Copies.ScheduleJob;

    public int Concurrency => 4;

    public RetryClass Retry => Copies.Retry;

    public static Func<Guid, CancellationToken, Task<bool>> IsBegunIn(NpgsqlDataSource dataSource) =>
        async (intentId, cancellation) =>
        {
            await using var command = dataSource.CreateCommand(Sql.Load("Messages/is-copy-begun"));
            command.Parameters.Add(new NpgsqlParameter { Value = MessageState.KeyOf(intentId) });
            return await command.ExecuteScalarAsync(cancellation) is true;
        };

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var copy = CopyJson.Parse(job.Payload);
        var stream = new CopyStream(events, job, copy.Message);
        cancellation.ThrowIfCancellationRequested();
        if (await ConditionsAsync(job, copy.Message, cancellation) is not { } asked)
            return JobResult.EndedByEvent;
        var requested = new CopyRequested(asked.Cap, asked.IsUnregistered);
        var permission = await stream.AppendAsync(requested, CopyJson.Write(requested), null, permission: true);
        if (permission.Body != MessageDecider.Go)
            return JobResult.Done;
        CrashPoints.Reach(CrashPoints.SendAfterPermission);
        var outcome = await ScheduleAsync(job, copy);
        CrashPoints.Reach(CrashPoints.SendAfterPost);
        var settled = new CopySettled(outcome);
        var end = outcome is SendOutcome.NotSent notSent
            ? new JobEnd(
                ambient.Time.GetUtcNow() + Backoff.After(Copies.Retry, job.Attempt, ambient.NextDouble()),
                notSent.Reason
            )
            : JobEnd.Done;
        await stream.AppendAsync(settled, CopyJson.Write(settled), end);
        return JobResult.EndedByEvent;
    }

    /// <summary>One whose worker died may be at Twilio: it must be watched in time, and waits for no turn.</summary>
    private async Task<SendRequested?> ConditionsAsync(
        Job job,
        MessageReference message,
        CancellationToken cancellation
    ) =>
        isBegun is not null && await isBegun(message.IntentId, cancellation)
            ? new SendRequested()
            : await _conditions.AskAsync(job, message, cancellation);

    /// <summary>A worker that was held up since its permission schedules nothing that would come too late.</summary>
    private async Task<SendOutcome> ScheduleAsync(Job job, CopyReference copy)
    {
        var sendAt = ambient.Time.GetUtcNow() + Copies.Ahead;
        var validity = copy.Message.ValidityFrom(sendAt);
        if (validity < ShortestValidity || !QuietHours.AreOver(copy.Message.To, sendAt))
            return new SendOutcome.NotSent("It would come too late.");
        return await twilio.ScheduleAsync(
            job.TenantId ?? Guid.Empty,
            copy,
            urls.HandedOut($"/webhooks/sms/status?i={copy.Message.IntentId:N}#rc=2&rp=ct,rt,5xx"),
            sendAt,
            validity
        );
    }
}

/// <summary>
/// Looks once more for the first copy, a minute before the second goes out, and whether a follow-up is still wanted.
/// </summary>
/// <param name="isAnswered">Whether somebody called or wrote to a tenant since a moment.</param>
public sealed class WatchCopyHandler(
    OwnEvents events,
    MessageApi twilio,
    Func<ContactKey, DateTimeOffset, CancellationToken, Task<bool>> isAnswered
) : IJobHandler
{
    private static readonly string FollowUp = MessageClass.FollowUp.ToWord();

    public string Kind => Copies.WatchJob;

    public int Concurrency => 4;

    public RetryClass Retry => Copies.Retry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var copy = CopyJson.Parse(job.Payload);
        var (first, copySid) = await twilio.FindBothAsync(job.TenantId ?? Guid.Empty, copy, cancellation);
        var message = copy.Message;
        var watched = new CopyWatched(
            first,
            copySid,
            message.Class == FollowUp
                && await isAnswered(new ContactKey(message.TenantId, message.To), message.CreatedAt, cancellation)
        );
        await new CopyStream(events, job, copy.Message).AppendAsync(watched, CopyJson.Write(watched), JobEnd.Done);
        return JobResult.EndedByEvent;
    }
}

/// <summary>Takes the second copy back: Twilio may be asked again, for asking twice cancels once.</summary>
public sealed partial class CancelCopyHandler(OwnEvents events, MessageApi twilio, ILogger<CancelCopyHandler> logger)
    : IJobHandler
{
    public string Kind => Copies.CancelJob;

    public int Concurrency => 4;

    public RetryClass Retry => Copies.Retry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var copy = CopyJson.Parse(job.Payload);
        var isCanceled = await twilio.CancelAsync(job.TenantId ?? Guid.Empty, copy.CopySid!);
        if (!isCanceled)
            Log.TooLate(logger, copy.CopySid!);
        var canceled = new CopyCanceled(isCanceled);
        await new CopyStream(events, job, copy.Message).AppendAsync(canceled, CopyJson.Write(canceled), JobEnd.Done);
        return JobResult.EndedByEvent;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The second copy {MessageSid} of a text had gone out when it was to be taken back: the recipient may have both, or what was not wanted any more"
        )]
        public static partial void TooLate(ILogger logger, string messageSid);
    }
}

/// <summary>The stream of the text whose second copy a job is about.</summary>
internal readonly struct CopyStream(OwnEvents events, Job job, MessageReference message)
{
    public Task<JournalReply> AppendAsync(
        MessageEvent happened,
        string parameters,
        JobEnd? end,
        bool permission = false
    ) =>
        events.AppendAsync(
            job,
            StreamKind.Message,
            MessageState.KeyOf(message.IntentId),
            happened.Type,
            happened,
            parameters,
            permission: permission,
            end: end,
            contact: PhoneNumber.CanBeTexted(message.To) ? new ContactKey(message.TenantId, message.To) : null,
            cancellation: CancellationToken.None
        );
}
