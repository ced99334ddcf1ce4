using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>
/// Asks Twilio about one call of which nothing was heard for a while. One that ended is closed as Twilio tells; one that
/// goes on beyond the longest call is ended there; and one of which nobody can tell is closed all the same.
/// </summary>
/// <param name="accounts">The accounts that a tenant's calls may be in.</param>
internal sealed partial class OpenCallHandler(
    OwnEvents own,
    FetchedEvents fetchedEvents,
    CallFacts facts,
    Func<Guid, IReadOnlyList<ReconciledAccount>> accounts,
    CallRules rules,
    Ambient ambient,
    ILogger<OpenCallHandler> logger
) : IJobHandler
{
    /// <summary>After the longest call; with the pace of the search (a minute) and this job's own time it is not five minutes.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromMinutes(3.5);

    private static readonly KeyValuePair<string, string>[] Completed = [new("Status", "completed")];

    public string Kind => OpenCallSearch.JobKind;

    public int Concurrency => 4;

    public RetryClass Retry => OpenCallSearch.Retry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = OpenCall.Parse(job.Payload);
        foreach (var account in accounts(call.TenantId))
        {
            var result = await account.Client.GetAsync($"Calls/{call.CallSid}.json", cancellation);
            if (result is TwilioResult.Succeeded { Body: var body } && ListedCall.Read(body) is { } listed)
                return await FollowAsync(job, call, account, listed, cancellation);
            if (result is TwilioResult.NotProcessed or TwilioResult.Ambiguous && !IsGivenUp(call))
                throw new TwilioAwayException("Twilio could not be asked about a call of which nothing is heard.");
        }
        return IsGivenUp(call) ? await LoseAsync(job, call) : JobResult.Done;
    }

    private async Task<JobResult> FollowAsync(
        Job job,
        OpenCall call,
        ReconciledAccount account,
        ListedCall listed,
        CancellationToken cancellation
    )
    {
        if (!CallDecider.IsTerminal(listed.Status))
        {
            if (Age(call) <= TimeSpan.FromSeconds(rules.MaxDurationSeconds))
                return await StillOpenAsync(job, call, listed);
            Log.TooLong(logger, call.CallSid, rules.MaxDurationSeconds);
            var ended = await account.Client.PostAsync($"Calls/{call.CallSid}.json", Completed);
            if (ended is not TwilioResult.Succeeded { Body: var body } || ListedCall.Read(body) is not { } now)
                return IsGivenUp(call) ? await LoseAsync(job, call) : JobResult.Done;
            listed = now;
            if (!CallDecider.IsTerminal(listed.Status))
                return IsGivenUp(call) ? await LoseAsync(job, call) : JobResult.Done;
        }
        var lists = new TwilioLists(account.Client, account.AccountSid, ambient);
        var legs = await CallFacts.LegsAsync(lists, listed, cancellation);
        await fetchedEvents.AppendAsync(
            facts.Event(listed with { To = call.To, From = call.From }, legs, call.TenantId),
            cancellation
        );
        return JobResult.Done;
    }

    /// <summary>It goes on. That was asked for stands in its stream, so that it is left alone for a while again.</summary>
    private async Task<JobResult> StillOpenAsync(Job job, OpenCall call, ListedCall listed)
    {
        var fetched = new CallFetched(listed.Status, null, ambient.Time.GetUtcNow(), null);
        await own.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            fetched.Type,
            fetched,
            CallFetchedJson.Write(fetched),
            end: JobEnd.Done,
            contact: Contact(call),
            cancellation: CancellationToken.None
        );
        return JobResult.EndedByEvent;
    }

    private async Task<JobResult> LoseAsync(Job job, OpenCall call)
    {
        var lost = new CallLost();
        Log.Lost(logger, call.CallSid);
        await own.AppendAsync(
            job,
            StreamKind.Call,
            call.CallSid,
            lost.Type,
            lost,
            "{}",
            end: JobEnd.Done,
            contact: Contact(call),
            cancellation: CancellationToken.None
        );
        return JobResult.EndedByEvent;
    }

    private static ContactKey? Contact(OpenCall call) =>
        PhoneNumber.CanBeTexted(call.From) ? new ContactKey(call.TenantId, call.From) : null;

    private TimeSpan Age(OpenCall call) => ambient.Time.GetUtcNow() - call.CreatedAt;

    private bool IsGivenUp(OpenCall call) => Age(call) > TimeSpan.FromSeconds(rules.MaxDurationSeconds) + GivenUpAfter;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Call {CallSid} lasted longer than {MaxSeconds} s and is ended")]
        public static partial void TooLong(ILogger logger, string callSid, int maxSeconds);

        [LoggerMessage(
            2,
            LogLevel.Error,
            "Nothing was heard of call {CallSid} for longer than any call lasts, and Twilio cannot tell of it. It is closed as failed"
        )]
        public static partial void Lost(ILogger logger, string callSid);
    }
}
