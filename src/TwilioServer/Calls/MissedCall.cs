using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>The one place where a call becomes missed; whoever comes second finds it decided.</summary>
internal static class MissedCall
{
    /// <summary>A missed call: one decision about its text, a notice to the owner, a report.</summary>
    public static Decision<CallState> Decide(CallState state, string reason, string? reply, CallContext context)
    {
        if (state.Missed is not null)
            return new(state, reply);
        var missed = state with { Missed = true, MissedReason = reason };
        var textBack = TextBack.Decide(missed, context);
        return new(
            missed with
            {
                IsTextDue = TextBack.IsLeftToCallService(missed, context),
            },
            reply,
            [.. textBack, .. OwnerNotice.Of(missed, textBack, context), .. CallReporting.Missed(missed)]
        );
    }

    /// <summary>
    /// A call for which nobody is rung is missed as it comes in. Its contact is locked only where that was foreseen; where
    /// it was not (calls were paused this very moment), a timer decides right after.
    /// </summary>
    public static Decision<CallState> AtOnce(CallState state, string reason, string reply, CallContext context) =>
        context.Contact is null && PhoneNumber.CanBeTexted(state.From)
            ? new(state, reply, CallEnd.ResolveAfter(state, TimeSpan.Zero))
            : Decide(state, reason, reply, context);
}
