namespace LoadGenerator.Twilio;

/// <summary>The webhook that is called, and the account and number in whose name.</summary>
internal sealed record Target(Uri Webhook, string AccountSid, string AuthToken, string To);
