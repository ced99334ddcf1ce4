using TwilioServer.Jobs;

namespace TwilioServer.Journal;

/// <summary>Appends the events that jobs make: permissions, outcomes, timers.</summary>
public sealed class OwnEvents(IJournal journal, EventIdentity identity, Ambient ambient)
{
    /// <param name="occasion">What tells this event from others of its type in its stream.</param>
    /// <param name="permission">Whether it counts only while the job's claim holds.</param>
    /// <param name="end">How the job ends with it; null where it goes on.</param>
    /// <exception cref="InvalidOperationException">The event was kept aside: its job goes on, and is tried again.</exception>
    public async Task<JournalReply> AppendAsync(
        Job job,
        StreamKind kind,
        string streamKey,
        string type,
        object happened,
        string parametersJson,
        bool permission = false,
        JobEnd? end = null,
        ContactKey? contact = null,
        string occasion = "",
        CancellationToken cancellation = default
    )
    {
        var reply = await journal.AppendOwnAsync(
            new JournalEntry
            {
                DeliveryId = ambient.NewId(),
                Identity = identity.OfOwn(type, streamKey, $"{job.JobId}:{job.Attempt}:{occasion}"),
                Type = type,
                At = ambient.Time.GetUtcNow(),
                ParametersJson = parametersJson,
                Kind = kind,
                StreamKey = streamKey,
                TenantId = job.TenantId ?? Guid.Empty,
                Contact = contact,
                Event = happened,
                Claim = job.Claim,
                NeedsClaim = permission,
                JobEnd = end,
            },
            cancellation
        );
        return reply.Outcome == JournalOutcome.Failed
            ? throw new InvalidOperationException($"The event {type} of {streamKey} was kept aside.")
            : reply;
    }
}
