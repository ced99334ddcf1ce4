using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Messages;

/// <summary>
/// Sends a queued message: waits its turn where the tenant or the number sends more than allowed, asks the journal for permission
/// (committed before the first byte), posts once, and records the outcome together with the job's end.
/// </summary>
public sealed class SendMessageHandler(
    OwnEvents events,
    MessageApi twilio,
    PublicUrls urls,
    Ambient ambient,
    SendConditions? conditions = null,
    int concurrency = 16,
    SendLines? lines = null
) : IJobHandler
{
    private readonly SendConditions _conditions = conditions ?? new SendConditions();

    public string Kind { get; init; } = MessageDecider.SendJob;

    /// <summary>See <see cref="SendSlots"/>.</summary>
    public int Concurrency => concurrency;

    public RetryClass Retry => MessageDecider.SendRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var message = MessageJobs.Parse(job.Payload);
        // Whoever asks for no more texts locks the same row: one of the two is first, and the other knows.
        var contact = PhoneNumber.CanBeTexted(message.To)
            ? new ContactKey(message.TenantId, message.To)
            : (ContactKey?)null;
        cancellation.ThrowIfCancellationRequested();
        if (await _conditions.AskAsync(job, message, cancellation) is not { } requested)
            return JobResult.EndedByEvent;
        if (await PostAsync(job, message, requested, contact, cancellation) is not { } outcome)
            return JobResult.Done;
        CrashPoints.Reach(CrashPoints.SendAfterPost);
        var settled = new SendSettled(job.Attempt, outcome);
        await events.AppendAsync(
            job,
            StreamKind.Message,
            MessageState.KeyOf(message.IntentId),
            settled.Type,
            settled,
            SendSettledJson.Write(settled),
            end: End(job, outcome),
            contact: contact,
            cancellation: CancellationToken.None
        );
        CrashPoints.Reach(CrashPoints.SendAfterSettled);
        return JobResult.EndedByEvent;
    }

    /// <returns>Null where there is no permission.</returns>
    private async Task<SendOutcome?> PostAsync(
        Job job,
        MessageReference message,
        SendRequested requested,
        ContactKey? contact,
        CancellationToken cancellation
    )
    {
        using var line = lines is null ? null : await lines.TakeAsync(cancellation);
        CrashPoints.Reach(CrashPoints.SendBeforePermission);
        // From here on nothing stops the sender: a permission that was committed and not used, or an interrupted POST,
        // would be one more that nobody can tell about.
        var permission = await events.AppendAsync(
            job,
            StreamKind.Message,
            MessageState.KeyOf(message.IntentId),
            requested.Type,
            requested,
            SendRequestedJson.Write(requested),
            permission: true,
            contact: contact,
            cancellation: CancellationToken.None
        );
        if (permission.Body != MessageDecider.Go)
            return null;
        CrashPoints.Reach(CrashPoints.SendAfterPermission);
        return await twilio.SendAsync(
            job.TenantId ?? Guid.Empty,
            message,
            StatusCallback(message, job),
            message.ValidityFrom(ambient.Time.GetUtcNow())
        );
    }

    /// <summary>The fragment asks Twilio to repeat the callback when we are slow or away; it is not sent and not signed.</summary>
    private string StatusCallback(MessageReference message, Job job) =>
        urls.HandedOut($"/webhooks/sms/status?i={message.IntentId:N}&a={job.Attempt}#rc=2&rp=ct,rt,5xx");

    private JobEnd End(Job job, SendOutcome outcome) =>
        outcome is SendOutcome.NotSent notSent
            ? new JobEnd(
                ambient.Time.GetUtcNow() + Backoff.After(Retry, job.Attempt, ambient.NextDouble()),
                notSent.Reason
            )
            : JobEnd.Done;
}
