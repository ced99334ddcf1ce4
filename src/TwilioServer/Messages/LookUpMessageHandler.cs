using System.Globalization;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>Asks Twilio's list for a message whose POST had no clear outcome.</summary>
public sealed class LookUpMessageHandler(OwnEvents events, MessageApi twilio) : IJobHandler
{
    public string Kind => MessageDecider.LookupJob;

    public int Concurrency => 4;

    public RetryClass Retry => MessageDecider.LookupRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var message = MessageJobs.Parse(job.Payload);
        var found = await twilio.FindAsync(job.TenantId ?? Guid.Empty, message, cancellation);
        var (happened, parameters) = found is null
            ? (
                (MessageEvent)new LookupMissed(message.Round),
                string.Create(CultureInfo.InvariantCulture, $$"""{"round":{{message.Round}}}""")
            )
            : Found(found);
        CrashPoints.Reach(CrashPoints.LookupBeforeEvent);
        await events.AppendAsync(
            job,
            StreamKind.Message,
            MessageState.KeyOf(message.IntentId),
            happened.Type,
            happened,
            parameters,
            end: JobEnd.Done,
            cancellation: cancellation
        );
        return JobResult.EndedByEvent;
    }

    /// <summary>An attempt of 0 settles none: which attempt the message came from, the list cannot tell.</summary>
    private static (MessageEvent, string) Found(SendOutcome.Accepted accepted)
    {
        var settled = new SendSettled(0, accepted);
        return (settled, SendSettledJson.Write(settled));
    }
}
