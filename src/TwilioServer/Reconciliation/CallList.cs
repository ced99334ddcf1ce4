using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>The calls that came in and ended.</summary>
internal sealed class CallList(KnownStreams known, FetchedEvents events, TenantDirectory tenants, Ambient ambient)
    : IListedResource
{
    /// <summary>Questions about legs that are under way at once: Twilio's own limit is far above.</summary>
    private const int LegQuestions = 4;

    /// <summary>Twilio gives up on a webhook after this time: until then it may still come, and tells more.</summary>
    private static readonly TimeSpan WebhooksUnderWay = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Twilio gives no bound for when its lists are complete. That nobody was rung, or that a leg goes on, is believed
    /// only this long after the call: a wrong "missed" sends a text to somebody who was just spoken with.
    /// </summary>
    private static readonly TimeSpan LegsMayLag = TimeSpan.FromSeconds(60);

    public string Name => "calls";

    /// <summary>Lists lag, the two clocks differ, and a call in its first minutes is looked at again when it ended.</summary>
    public TimeSpan Overlap => TimeSpan.FromMinutes(10);

    /// <summary>
    /// Those that began since, and those that began earlier and ended since. One list by the end does not do: Twilio
    /// leaves the end of a call open that nobody answered.
    /// </summary>
    public IReadOnlyList<string> Lists(DateTimeOffset since)
    {
        var moment = ListFilter.Moment(since);
        return
        [
            $"Calls.json?StartTime%3E={moment}&PageSize=1000",
            $"Calls.json?StartTime%3C={moment}&EndTime%3E={moment}&PageSize=1000",
        ];
    }

    public async Task<int> FeedAsync(
        TwilioLists lists,
        TwilioPage page,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        var calls = page
            .Items.Select(ListedCall.Read)
            .OfType<ListedCall>()
            .Where(call => IsOurs(call) && call.EndedAt >= since && page.AsOf - call.EndedAt >= WebhooksUnderWay)
            .ToList();
        if (calls.Count == 0)
            return 0;
        var settled = await known.SettledCallsAsync(calls.Select(call => call.CallSid), cancellation);
        var fed = 0;
        await Parallel.ForEachAsync(
            calls.Where(call => !settled.Contains(call.CallSid)),
            new ParallelOptions { MaxDegreeOfParallelism = LegQuestions, CancellationToken = cancellation },
            async (call, stop) =>
            {
                if (await FeedAsync(lists, call, stop))
                    Interlocked.Increment(ref fed);
            }
        );
        return fed;
    }

    private bool IsOurs(ListedCall call) =>
        call is { Direction: "inbound", ParentCallSid: null }
        && CallDecider.IsTerminal(call.Status)
        && tenants.FindByNumber(call.To) is not null;

    private async Task<bool> FeedAsync(TwilioLists lists, ListedCall call, CancellationToken cancellation)
    {
        var legs = new List<ListedCall>();
        var asOf = call.EndedAt;
        await foreach (
            var page in lists.PagesAsync($"Calls.json?ParentCallSid={call.CallSid}&PageSize=1000", Name, cancellation)
        )
        {
            asOf = page.AsOf;
            legs.AddRange(page.Items.Select(ListedCall.Read).OfType<ListedCall>());
        }
        var isComplete = legs.Count > 0 && legs.TrueForAll(leg => CallDecider.IsTerminal(leg.Status));
        if (!isComplete && asOf - call.EndedAt < LegsMayLag)
            return false;
        return tenants.FindByNumber(call.To) is { } tenant
            && await events.AppendAsync(Event(call, legs, asOf, tenant.TenantId), cancellation);
    }

    /// <summary>Moments by our own clock: how long ago they were, Twilio's tells.</summary>
    private FetchedEvent Event(ListedCall call, List<ListedCall> legs, DateTimeOffset asOf, Guid tenantId)
    {
        var behind = ambient.Time.GetUtcNow() - asOf;
        var fetched = new CallFetched(
            call.Status,
            call.DurationSeconds,
            call.EndedAt + behind,
            ForwardedLegs.Summarise(legs, call.Status)
        );
        return new FetchedEvent(
            StreamKind.Call,
            call.CallSid,
            fetched.Type,
            fetched,
            call.Status,
            CallFetchedJson.Write(fetched)
        )
        {
            TenantId = tenantId,
            Origin = new CallOrigin(call.From, call.To, call.Direction),
            BeganAt = call.StartedAt + behind,
            Contact =
                fetched.MayDecideMissed && PhoneNumber.CanBeTexted(call.From)
                    ? new ContactKey(tenantId, call.From)
                    : null,
        };
    }
}
