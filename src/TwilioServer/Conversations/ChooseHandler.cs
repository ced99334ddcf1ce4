using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;

namespace TwilioServer.Conversations;

/// <summary>Gives an owner's text that waited the customer whom it is for.</summary>
public sealed class ChooseHandler(OwnEvents events) : IJobHandler
{
    public string Kind => Replies.ChooseJob;

    public int Concurrency => 4;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var choice = ReplyJson.ParseChoice(job.Payload);
        var chosen = new CustomerChosen(choice.Customer);
        await events.AppendAsync(
            job,
            StreamKind.Message,
            choice.QuestionSid,
            chosen.Type,
            chosen,
            ReplyJson.Write(chosen),
            end: JobEnd.Done,
            contact: new ContactKey(job.TenantId ?? Guid.Empty, choice.Customer),
            cancellation: cancellation
        );
        return JobResult.EndedByEvent;
    }
}
