using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>One event more in a call's stream: the same wherever its states are kept.</summary>
public static class CallFold
{
    /// <param name="state">Null before the first event.</param>
    /// <param name="around">The call's tenant with the settings in force, and what else its events are decided with.</param>
    /// <returns>Null when the call has no state yet and this event cannot begin one.</returns>
    /// <exception cref="InvalidOperationException">The tenant is not known.</exception>
    public static (CallState State, StreamDecision Decision)? Apply(
        CallState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        CallSurroundings? around
    )
    {
        if (state is null && entry.Origin is null)
            return null;
        if (around is null)
            throw new InvalidOperationException(
                $"Tenant {stream.TenantId} of call {entry.StreamKey} is not known here."
            );
        if (state is not null && entry.Step is { } step && !IsOf(step, state))
            return (
                state,
                new StreamDecision(null, [], state.EventSequence, null, CallDecider.Version) { IsRefused = true }
            );
        state ??= Begin((CallOrigin)entry.Origin!, entry.StreamKey!, stream, around);
        var context = new CallContext(
            around.Tenant.SettingsFor(state.To, state.CreatedAt),
            around.Rules,
            around.Conditions,
            entry.At,
            entry.BaseUrl,
            contact
        );
        var decision = CallDecider.Decide(state, (CallEvent)entry.Event!, context);
        return (
            decision.State,
            new StreamDecision(
                decision.Reply,
                decision.Effects,
                decision.State.EventSequence,
                around.Tenant.SettingsVersion,
                CallDecider.Version
            )
            {
                IsRefused = decision.IsRefused,
            }
        );
    }

    /// <summary>A step's URL names its call and tenant; one that was made without the database knows no number of the call.</summary>
    private static bool IsOf(StepAddress step, CallState call) =>
        (step.StreamId == 0 || step.StreamId == call.CallId) && step.TenantId == call.TenantId;

    private static CallState Begin(CallOrigin origin, string callSid, StreamRow stream, CallSurroundings around) =>
        new(
            stream.StreamId,
            callSid,
            stream.TenantId,
            origin.From,
            origin.To,
            origin.Direction,
            stream.CreatedAt,
            EventSequence: stream.EventsBefore
        )
        {
            Features = around.Conditions.Features,
        };
}
