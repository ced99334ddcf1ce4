using TwilioServer.Compliance;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Neighbours;
using TwilioServer.Tenants;

namespace TwilioServer.Conversations;

/// <summary>What sees to texts beside the database; null where there is none.</summary>
public sealed record Respondents(ICallService? CallService, IDispatchBot? DispatchBot, TimeSpan AnswerWithin);

/// <summary>
/// Sees to a text that came in: finds out who answers it, asks them, and says what came of it. What that means is the
/// decider's business. as-call-service is told once, for it keeps no record of what it was told; the assistant may be asked
/// again, for its answers change nothing.
/// </summary>
public sealed class ReplyHandler(
    OwnEvents events,
    IConversationFacts facts,
    Func<Guid, Tenant?> tenants,
    Func<Guid, Features> features,
    Respondents respondents,
    Ambient ambient
) : IJobHandler
{
    /// <summary>How long as-call-service may be away before the owner gets the text instead.</summary>
    private static readonly TimeSpan CallServicePatience = TimeSpan.FromMinutes(2);

    private const int MostTries = 5;
    private static readonly TimeSpan QuestionsLast = TimeSpan.FromHours(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    public string Kind => Replies.Job;

    public int Concurrency => 32;

    public RetryClass Retry => Replies.Retry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var reply = ReplyJson.Parse(job.Payload);
        if (tenants(reply.TenantId) is not { } tenant)
            return JobResult.Done;
        if (tenant.Settings.IsOwnersPhone(reply.From))
            return await RouteOwnersAsync(job, reply, cancellation);
        var customer = new ContactKey(reply.TenantId, reply.From);
        var contact = await facts.ContactAsync(customer, cancellation);
        if (NeedsNoAnswer(reply.Body))
            return await EndAsync(job, reply, new ReplyIgnored(), cancellation);
        if (contact.CallServiceConversationId is { } conversation && respondents.CallService is not null)
        {
            if (await ReportAsync(job, reply, conversation, cancellation) is { } result)
                return result;
        }
        // What fails again and again is the owner's, before nobody tries any more.
        var isLate = job.Attempt > MostTries || ambient.Time.GetUtcNow() - reply.ReceivedAt > SendPlan.AnswerLifetime;
        if (contact.Holder == ConversationHolder.Owner || isLate || !CanBeAnswered(tenant))
            return await EndAsync(job, reply, new ReplyForwarded(), cancellation);
        var answer = await AskAsync(reply, tenant, cancellation);
        return await EndAsync(job, reply, answer, cancellation);
    }

    /// <summary>A wish for no more texts, or for them again, is granted already. ("Yes" is one to Twilio, and an answer to us.)</summary>
    private static bool NeedsNoAnswer(string body) =>
        ReplyClassifier.Classify(body) == ReplyKind.Stop
        || body.Trim().TrimEnd('.', '!').ToUpperInvariant() is "START" or "UNSTOP";

    private bool CanBeAnswered(Tenant tenant) =>
        respondents.DispatchBot is not null
        && tenant.Settings.Dispatch is not null
        && features(tenant.TenantId).HasFlag(Features.AiDispatch | Features.SmsAutomation);

    private async Task<MessageEvent> AskAsync(ReplyReference reply, Tenant tenant, CancellationToken cancellation)
    {
        var lines = await facts.HistoryAsync(
            new ContactKey(reply.TenantId, reply.From),
            reply.ReceivedAt - Remembered,
            cancellation
        );
        // What was written meanwhile belongs to the answer of the later text.
        var before = lines.Where(line => line.At < reply.ReceivedAt && line.MessageSid != reply.MessageSid);
        if (DispatchRequests.Of(reply, tenant.Settings, [.. before]) is not { } request)
            return new AnswerFailed("There is nothing in the text.");
        var answer = await respondents.DispatchBot!.AskAsync(request, respondents.AnswerWithin, cancellation);
        return answer.Action is { } action
            ? new AnswerProposed(Introduction.Cut(answer.Message ?? ""), action)
            : new AnswerFailed(answer.Reason ?? "It has none.");
    }

    /// <summary>Tells as-call-service of the text.</summary>
    /// <returns>How that ends the job; null where the text is seen to here.</returns>
    private async Task<JobResult?> ReportAsync(
        Job job,
        ReplyReference reply,
        Guid conversation,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var permission = await AppendAsync(job, reply, new ReplyReportRequested(), null, true, CancellationToken.None);
        if (permission.Body != MessageDecider.Go)
            return JobResult.Done;
        CrashPoints.Reach(CrashPoints.ReportAfterPermission);
        var result = await respondents.CallService!.ReportTextAsync(
            conversation,
            reply.MessageSid,
            reply.Body,
            CancellationToken.None
        );
        CrashPoints.Reach(CrashPoints.ReportAfterPost);
        var outcome = Meaning(result);
        var isLate = ambient.Time.GetUtcNow() - reply.ReceivedAt > CallServicePatience;
        JobEnd? end = outcome switch
        {
            ReplyReport.Taken or ReplyReport.Unknown => JobEnd.Done,
            ReplyReport.NotProcessed when !isLate => new JobEnd(
                ambient.Time.GetUtcNow() + Backoff.After(Retry, job.Attempt, ambient.NextDouble()),
                result.Reason
            ),
            _ => null,
        };
        await AppendAsync(job, reply, new ReplyReportSettled(outcome), end, false, CancellationToken.None);
        return end is null ? null : JobResult.EndedByEvent;
    }

    private static ReplyReport Meaning(ReportResult result) =>
        result.Outcome switch
        {
            ReportOutcome.Accepted => ReplyReport.Taken,
            ReportOutcome.NotProcessed => ReplyReport.NotProcessed,
            ReportOutcome.Refused when result.IsGone => ReplyReport.Gone,
            ReportOutcome.Refused => ReplyReport.Refused,
            _ => ReplyReport.Unknown,
        };

    private async Task<JobResult> RouteOwnersAsync(Job job, ReplyReference reply, CancellationToken cancellation)
    {
        var owner = new ContactKey(reply.TenantId, reply.From);
        var question = await facts.QuestionAsync(
            owner,
            reply.ReceivedAt - QuestionsLast,
            reply.ReceivedAt,
            cancellation
        );
        if (question is not null && int.TryParse(reply.Body.Trim(), out var choice))
            return choice >= 1 && choice <= question.Customers.Count
                ? await EndAsync(
                    job,
                    reply,
                    new OwnerAnswered(question.MessageSid, question.Customers[choice - 1]),
                    cancellation
                )
                : await EndAsync(job, reply, AskAgain(question), cancellation);
        var open = await facts.OpenAsync(reply.TenantId, reply.To, reply.ReceivedAt - Replies.OpenFor, cancellation);
        var tenant = tenants(reply.TenantId)!.Settings;
        List<OpenConversation> customers = [.. open.Where(one => !tenant.IsOwnersPhone(one.Customer)).Take(9)];
        return customers is [var only]
            ? await EndAsync(job, reply, new OwnerTextRouted(only.Customer, []), cancellation, only.Customer)
            : await EndAsync(job, reply, new OwnerTextRouted(null, customers), cancellation);
    }

    private static OwnerTextRouted AskAgain(OwnerQuestion question) =>
        new(null, [.. question.Customers.Select(customer => new OpenConversation(customer, "…"))], IsAskedAgain: true);

    /// <param name="about">The customer whose row decides, where that is not who wrote.</param>
    private async Task<JobResult> EndAsync(
        Job job,
        ReplyReference reply,
        MessageEvent happened,
        CancellationToken cancellation,
        string? about = null
    )
    {
        await AppendAsync(job, reply, happened, JobEnd.Done, false, cancellation, about);
        return JobResult.EndedByEvent;
    }

    private Task<JournalReply> AppendAsync(
        Job job,
        ReplyReference reply,
        MessageEvent happened,
        JobEnd? end,
        bool permission,
        CancellationToken cancellation,
        string? about = null
    ) =>
        events.AppendAsync(
            job,
            StreamKind.Message,
            reply.MessageSid,
            happened.Type,
            happened,
            ReplyJson.Write(happened),
            permission: permission,
            end: end,
            contact: new ContactKey(reply.TenantId, about ?? reply.From),
            cancellation: cancellation
        );
}
