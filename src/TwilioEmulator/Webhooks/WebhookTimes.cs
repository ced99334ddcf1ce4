namespace TwilioEmulator.Webhooks;

/// <summary>How long, in real time, a webhook may take to connect, to be answered, and in all.</summary>
internal sealed record WebhookTimes(TimeSpan Connect, TimeSpan Read, TimeSpan Total);
