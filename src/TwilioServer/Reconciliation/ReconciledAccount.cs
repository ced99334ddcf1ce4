using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>A Twilio account whose lists are read, with the client that signs in to it.</summary>
public sealed record ReconciledAccount(string AccountSid, TwilioClient Client);
