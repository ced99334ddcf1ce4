using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>All that a call's decider may know beside the call itself.</summary>
/// <param name="Settings">What held for the number when the call came in.</param>
/// <param name="Rules">What holds for the calls of every tenant.</param>
/// <param name="Conditions">What is switched now; what the call keeps of it is in its state.</param>
/// <param name="BaseUrl">Scheme, host and path prefix for the URLs in a reply, without a trailing slash.</param>
/// <param name="Contact">The caller's row; null where the event cannot decide about a text.</param>
public sealed record CallContext(
    CallSettings Settings,
    CallRules Rules,
    CallConditions Conditions,
    DateTimeOffset Now,
    string BaseUrl,
    ContactState? Contact
);

/// <summary>What a call's events are decided with, as it is known when one of them comes.</summary>
public sealed record CallSurroundings(Tenant Tenant, CallConditions Conditions, CallRules Rules)
{
    /// <summary>Whether a caller is asked for a message at once.</summary>
    public bool RingsNobody(string phoneNumber, DateTimeOffset at) =>
        Conditions.IsPaused
        || !Forwarding.HasPhones(Conditions.Features, Tenant.SettingsFor(phoneNumber, at).ForwardTo);

    /// <summary>As the call kept it: what was switched since does not count, and a paused call stays one.</summary>
    public CallSurroundings AsKeptBy(CallState? call) =>
        call is null
            ? this
            : this with
            {
                Conditions = new CallConditions(call.Features, call.MissedReason == CallDecider.Maintenance),
            };
}
