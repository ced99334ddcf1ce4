using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>All that a call's decider may know beside the call itself.</summary>
/// <param name="BaseUrl">Scheme, host and path prefix for the URLs in a reply, without a trailing slash.</param>
/// <param name="Contact">The caller's row; null where the event cannot decide about a text.</param>
public sealed record CallContext(TenantSettings Settings, DateTimeOffset Now, string BaseUrl, ContactState? Contact);
