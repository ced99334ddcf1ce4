using TwilioServer.Calls;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>The calls that came in and ended.</summary>
internal sealed class CallList(KnownStreams known, FetchedEvents events, TenantDirectory tenants, CallFacts facts)
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

    public async Task<int> FeedAsync(Listing listing, TwilioPage page, CancellationToken cancellation)
    {
        var calls = page
            .Items.Select(ListedCall.Read)
            .OfType<ListedCall>()
            .Where(call =>
                IsOurs(listing, call) && call.EndedAt >= listing.Since && page.AsOf - call.EndedAt >= WebhooksUnderWay
            )
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
                if (await FeedAsync(listing, call, stop))
                    Interlocked.Increment(ref fed);
            }
        );
        return fed;
    }

    private bool IsOurs(Listing listing, ListedCall call) =>
        call is { Direction: "inbound", ParentCallSid: null }
        && CallDecider.IsTerminal(call.Status)
        && listing.OwnerOf(call.To, tenants) is not null;

    private async Task<bool> FeedAsync(Listing listing, ListedCall call, CancellationToken cancellation)
    {
        var legs = await CallFacts.LegsAsync(listing.Lists, call, cancellation);
        if (!legs.IsComplete && legs.AsOf - call.EndedAt < LegsMayLag)
            return false;
        return listing.OwnerOf(call.To, tenants) is { } tenant
            && await events.AppendAsync(facts.Event(call, legs, tenant.TenantId), cancellation);
    }
}
