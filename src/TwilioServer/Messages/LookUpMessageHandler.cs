using System.Text.Json;
using System.Text.Json.Nodes;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>Asks Twilio's list for a message whose POST had no clear outcome.</summary>
/// <param name="services">The Messaging Service of a tenant's number; null where it has none.</param>
public sealed class LookUpMessageHandler(
    OwnEvents events,
    MessageApi twilio,
    Func<Guid, string, string?>? services = null
) : IJobHandler
{
    public string Kind => MessageDecider.LookupJob;

    public int Concurrency => 4;

    public RetryClass Retry => MessageDecider.LookupRetry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var message = MessageJobs.Parse(job.Payload);
        var found = await twilio.FindAsync(job.TenantId ?? Guid.Empty, message, cancellation);
        var (happened, parameters) = found is null ? Missed(job, message) : Found(found);
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

    private (MessageEvent, string) Missed(Job job, MessageReference message)
    {
        var missed = new LookupMissed(message.Round, services?.Invoke(job.TenantId ?? Guid.Empty, message.From));
        return (missed, LookupMissedJson.Write(missed));
    }

    /// <summary>An attempt of 0 settles none: which attempt the message came from, the list cannot tell.</summary>
    private static (MessageEvent, string) Found(SendOutcome.Accepted accepted)
    {
        var settled = new SendSettled(0, accepted);
        return (settled, SendSettledJson.Write(settled));
    }
}

/// <summary>A look that found nothing, as the event keeps it.</summary>
internal static class LookupMissedJson
{
    public static string Write(LookupMissed missed) =>
        new JsonObject { ["round"] = missed.Round, ["serviceSid"] = missed.ServiceSid }.ToJsonString();

    public static LookupMissed Read(JsonElement json) =>
        new(
            json.GetProperty("round").GetInt32(),
            json.TryGetProperty("serviceSid", out var sid) ? sid.GetString() : null
        );
}
