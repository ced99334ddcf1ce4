using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>A Twilio account whose lists are read, with the client that signs in to it.</summary>
/// <param name="TenantId">The tenant that it belongs to; null for the service's own account, which serves all others.</param>
public sealed record ReconciledAccount(string AccountSid, Guid? TenantId, TwilioClient Client);
