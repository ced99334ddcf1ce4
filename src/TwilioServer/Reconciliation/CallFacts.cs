using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>A call's legs as Twilio lists them.</summary>
/// <param name="AsOf">Twilio's clock when it gave the list.</param>
internal sealed record CallLegs(IReadOnlyList<ListedCall> Legs, DateTimeOffset AsOf)
{
    public bool IsComplete => Legs.Count > 0 && Legs.All(leg => CallDecider.IsTerminal(leg.Status));
}

/// <summary>What Twilio tells of a call when it is asked, as the event that the call's decider takes.</summary>
internal sealed class CallFacts(Ambient ambient)
{
    /// <exception cref="TwilioListException">The list could not be read.</exception>
    public static async Task<CallLegs> LegsAsync(TwilioLists lists, ListedCall call, CancellationToken cancellation)
    {
        var legs = new List<ListedCall>();
        var asOf = call.EndedAt;
        await foreach (
            var page in lists.PagesAsync(
                $"Calls.json?ParentCallSid={call.CallSid}&PageSize=1000",
                "calls",
                cancellation
            )
        )
        {
            asOf = page.AsOf;
            legs.AddRange(page.Items.Select(ListedCall.Read).OfType<ListedCall>());
        }
        return new CallLegs(legs, asOf);
    }

    /// <summary>Moments by our own clock: how long ago they were, Twilio's tells.</summary>
    public FetchedEvent Event(ListedCall call, CallLegs legs, Guid tenantId)
    {
        var behind = ambient.Time.GetUtcNow() - legs.AsOf;
        var fetched = new CallFetched(
            call.Status,
            call.DurationSeconds,
            call.EndedAt + behind,
            ForwardedLegs.Summarise(legs.Legs, call.Status)
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
