using TwilioServer.Compliance;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.RateLimits;
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
    SendRate? rate = null,
    DailyCaps? caps = null,
    Sender? sender = null,
    PrefixCap? prefixCap = null,
    int concurrency = 16,
    ITwins? twins = null
) : IJobHandler
{
    private readonly Sender _sender = sender ?? new Sender();

    public string Kind { get; init; } = MessageDecider.SendJob;

    /// <summary>See <see cref="SendSlots"/>.</summary>
    public int Concurrency => concurrency;

    public RetryClass Retry => MessageDecider.SendRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var message = MessageJobs.Parse(job.Payload);
        var key = MessageState.KeyOf(message.IntentId);
        // Whoever asks for no more texts locks the same row: one of the two is first, and the other knows.
        var contact = PhoneNumber.CanBeTexted(message.To)
            ? new ContactKey(message.TenantId, message.To)
            : (ContactKey?)null;
        cancellation.ThrowIfCancellationRequested();
        // What will not leave waits for no turn and counts for nothing.
        var requested = new SendRequested(
            IsUnregistered: _sender.IsUnregistered(message),
            HasUnsettledTwin: twins is not null && await twins.IsUnsettledAsync(message, cancellation)
        );
        if (requested is { IsUnregistered: false, HasUnsettledTwin: false })
        {
            if (rate is not null && !await rate.MayGoAsync(job, _sender.TurnOf(message), cancellation))
                return JobResult.EndedByEvent;
            requested = new SendRequested(await CapAsync(message, cancellation));
        }
        CrashPoints.Reach(CrashPoints.SendBeforePermission);
        // From here on nothing stops the sender: a permission that was committed and not used, or an interrupted POST,
        // would be one more that nobody can tell about.
        var permission = await events.AppendAsync(
            job,
            StreamKind.Message,
            key,
            requested.Type,
            requested,
            SendRequestedJson.Write(requested),
            permission: true,
            contact: contact,
            cancellation: CancellationToken.None
        );
        if (permission.Body != MessageDecider.Go)
            return JobResult.Done;
        CrashPoints.Reach(CrashPoints.SendAfterPermission);
        var outcome = await twilio.SendAsync(
            job.TenantId ?? Guid.Empty,
            message,
            StatusCallback(message, job),
            Validity(message)
        );
        CrashPoints.Reach(CrashPoints.SendAfterPost);
        var settled = new SendSettled(job.Attempt, outcome);
        await events.AppendAsync(
            job,
            StreamKind.Message,
            key,
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

    /// <summary>The setting whose cap the message is over; null where there is none.</summary>
    private async Task<string?> CapAsync(MessageReference message, CancellationToken cancellation)
    {
        if (
            prefixCap is not null
            && message.Class == MessageClass.TextBack.ToWord()
            && await prefixCap.ReachedAsync(message.To, message.CreatedAt, cancellation) is { } ofBlock
        )
            return ofBlock;
        return caps is null ? null : await caps.ReachedAsync(message.TenantId, cancellation);
    }

    /// <summary>Twilio drops a text rather than hand it on later than this.</summary>
    private TimeSpan Validity(MessageReference message)
    {
        var now = ambient.Time.GetUtcNow();
        var left = message.ExpiresAt - now;
        return message.WaitsForHours && QuietHours.LeftFrom(message.To, now) is var open && open < left ? open : left;
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
