using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Messages;

/// <summary>Schedules the second copy of a text, once.</summary>
public sealed class ScheduleCopyHandler(OwnEvents events, MessageApi twilio, PublicUrls urls, Ambient ambient)
    : IJobHandler
{
    public string Kind => Copies.ScheduleJob;

    public int Concurrency => 4;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var copy = CopyJson.Parse(job.Payload);
        var stream = new CopyStream(events, job, copy.Message);
        cancellation.ThrowIfCancellationRequested();
        var permission = await stream.AppendAsync(new CopyRequested(), "{}", null, permission: true);
        if (permission.Body != MessageDecider.Go)
            return JobResult.Done;
        CrashPoints.Reach(CrashPoints.SendAfterPermission);
        var outcome = await twilio.ScheduleAsync(
            job.TenantId ?? Guid.Empty,
            copy,
            urls.HandedOut($"/webhooks/sms/status?i={copy.Message.IntentId:N}#rc=2&rp=ct,rt,5xx"),
            ambient.Time.GetUtcNow() + Copies.Ahead
        );
        CrashPoints.Reach(CrashPoints.SendAfterPost);
        var settled = new CopySettled(outcome);
        var end = outcome is SendOutcome.NotSent notSent
            ? new JobEnd(
                ambient.Time.GetUtcNow() + Backoff.After(RetryClass.Prompt, job.Attempt, ambient.NextDouble()),
                notSent.Reason
            )
            : JobEnd.Done;
        await stream.AppendAsync(settled, CopyJson.Write(settled), end);
        return JobResult.EndedByEvent;
    }
}

/// <summary>Looks once more for the first copy, a minute before the second goes out.</summary>
public sealed class WatchCopyHandler(OwnEvents events, MessageApi twilio) : IJobHandler
{
    public string Kind => Copies.WatchJob;

    public int Concurrency => 4;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var copy = CopyJson.Parse(job.Payload);
        var (first, copySid) = await twilio.FindBothAsync(job.TenantId ?? Guid.Empty, copy, cancellation);
        var watched = new CopyWatched(first, copySid);
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
            "The second copy {MessageSid} of a text had gone out when the first one appeared: the recipient has both"
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
