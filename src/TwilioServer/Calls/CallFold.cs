using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>One event more in a call's stream: the same wherever its states are kept.</summary>
public static class CallFold
{
    /// <param name="state">Null before the first event.</param>
    /// <param name="tenant">The call's tenant with the settings in force.</param>
    /// <returns>Null when the call has no state yet and this event cannot begin one.</returns>
    /// <exception cref="InvalidOperationException">The tenant is not known.</exception>
    public static (CallState State, StreamDecision Decision)? Apply(
        CallState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    )
    {
        if (state is null && entry.Origin is null)
            return null;
        if (tenant is null)
            throw new InvalidOperationException(
                $"Tenant {stream.TenantId} of call {entry.StreamKey} is not known here."
            );
        state ??= Begin((CallOrigin)entry.Origin!, entry.StreamKey!, stream);
        var context = new CallContext(tenant.Settings, entry.At, entry.BaseUrl, contact);
        var decision = CallDecider.Decide(state, (CallEvent)entry.Event!, context);
        return (
            decision.State,
            new StreamDecision(
                decision.Reply,
                decision.Effects,
                decision.State.EventSequence,
                tenant.SettingsVersion,
                CallDecider.Version
            )
        );
    }

    private static CallState Begin(CallOrigin origin, string callSid, StreamRow stream) =>
        new(
            stream.StreamId,
            callSid,
            stream.TenantId,
            origin.From,
            origin.To,
            origin.Direction,
            stream.CreatedAt,
            EventSequence: stream.EventsBefore
        );
}
