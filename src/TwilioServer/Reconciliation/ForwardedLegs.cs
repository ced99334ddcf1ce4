using TwilioServer.Calls;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>The legs that a call's <c>&lt;Dial&gt;</c> made, as the webhook about its end would have told of them.</summary>
internal static class ForwardedLegs
{
    /// <summary>Of several phones that nobody answered, the one that at least rang tells most.</summary>
    private static readonly string[] MostTelling = ["completed", "no-answer", "busy", "canceled", "failed"];

    /// <param name="callStatus">How the caller's leg ended.</param>
    /// <returns>Null when nobody was rung.</returns>
    public static DialEnded? Summarise(IEnumerable<ListedCall> legs, string callStatus)
    {
        var ends = legs.Select(leg => End(leg, callStatus)).ToList();
        return ends.FirstOrDefault(end => end.IsBridged) ?? ends.MinBy(Rank);
    }

    /// <summary>A leg that Twilio still shows as going on, long after its call has ended, was answered: it rang no more.</summary>
    private static DialEnded End(ListedCall leg, string callStatus) =>
        new(
            leg.Status switch
            {
                "in-progress" => "answered",
                "queued" or "initiated" or "ringing" => "canceled",
                var ended => ended,
            },
            leg.CallSid,
            leg.DurationSeconds,
            null,
            callStatus
        );

    private static int Rank(DialEnded end) =>
        Array.IndexOf(MostTelling, end.DialCallStatus) is >= 0 and var rank ? rank : MostTelling.Length;
}
